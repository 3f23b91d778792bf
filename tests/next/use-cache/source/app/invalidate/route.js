import * as cache from "next/cache";

export async function POST(request) {
  const q = new URL(request.url).searchParams;
  try {
    if (q.has("update")) cache.updateTag(q.get("update"));
    else if (q.has("refresh")) cache.refresh();
    else if (q.has("path")) cache.revalidatePath(q.get("path"), q.get("type") ?? undefined);
    else if (q.has("expire")) cache.revalidateTag(q.get("tag"), { expire: Number(q.get("expire")) });
    else if (q.has("profile")) cache.revalidateTag(q.get("tag"), q.get("profile"));
    else cache.revalidateTag(q.get("tag"));
    return new Response("done");
  } catch (error) {
    return Response.json({ name: error.name, message: error.message }, { status: 422 });
  }
}
