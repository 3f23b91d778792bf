import { revalidatePath, revalidateTag } from "next/cache";
export function POST(request) {
  const { searchParams } = request.nextUrl;
  if (searchParams.has("tag")) revalidateTag(searchParams.get("tag"), { expire: 0 });
  else revalidatePath(searchParams.get("path"));
  return new Response("done");
}
