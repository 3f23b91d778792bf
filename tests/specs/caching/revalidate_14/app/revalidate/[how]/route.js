import * as cache from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { read } from "../../../lib/read.js";

const cached = { cache: "force-cache", next: { tags: ["t"] } };

const HOW = {
  tag: () => cache.revalidateTag("t"),
  u: () => cache.revalidateTag("u", { expire: 0 }),
  path: () => cache.revalidatePath("/read"),
  "other-path": () => cache.revalidatePath("/elsewhere"),
  layout: () => cache.revalidatePath("/", "layout"),
  pattern: () => cache.revalidatePath("/read/[id]"),
  redirect: () => {
    cache.revalidateTag("t");
    redirect("/read");
  },
  throws: () => {
    cache.revalidateTag("t");
    throw new Error("after revalidating");
  },
  own: async () => {
    const before = await read("tagged", cached);
    cache.revalidateTag("t");
    return (await read("tagged", cached)) - before;
  },
  unknown: () => cache.revalidateTag("t", "nothing-like-it"),
  after: () => after?.(() => cache.revalidateTag("t")),
  expire: () => cache.unstable_expireTag("t"),
  "expire-path": () => cache.unstable_expirePath("/read"),
};

export async function POST(request, { params }) {
  const { how } = await params;
  return Response.json({ done: how, result: (await HOW[how]()) ?? null });
}
