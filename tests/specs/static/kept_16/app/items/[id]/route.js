import { unstable_cache } from "next/cache";
const item = unstable_cache(async (id) => ({ id }), ["item"], { tags: ["items"], revalidate: 600 });
export const generateStaticParams = async () => [{ id: "a" }];
let made = 0;
export async function GET(_request, { params }) {
  const { id } = await params;
  if (id === "b") throw new Error("not for b");
  made += 1;
  return Response.json({ made, item: await item(id) });
}
