import { revalidateTag, revalidatePath } from "next/cache";
export const dynamic = "force-dynamic";
export async function POST(request) {
  const query = request.nextUrl.searchParams;
  const profile = query.get("profile");
  if (query.has("tag")) revalidateTag(query.get("tag"), ...(profile === null ? [] : profile === "now" ? [{ expire: 0 }] : [profile]));
  if (query.has("path")) revalidatePath(query.get("path"), query.get("type") ?? undefined);
  return new Response("done");
}
