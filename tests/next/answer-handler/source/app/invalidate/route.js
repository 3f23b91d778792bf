import { revalidatePath, revalidateTag } from "next/cache";

export async function POST(request) {
  const q = new URL(request.url).searchParams;
  if (q.has("path")) revalidatePath(q.get("path"), q.get("type") ?? undefined);
  else if (q.has("profile")) revalidateTag(q.get("tag"), q.get("profile") === "now" ? { expire: 0 } : q.get("profile"));
  else revalidateTag(q.get("tag"));
  return new Response("done");
}
