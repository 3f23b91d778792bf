import { unstable_cache } from "next/cache";
import { headers } from "next/headers";
import { other, plain } from "../../../lib/cached.js";

let memos = 0;
const memo = unstable_cache(async (a) => ({ memo: ++memos, a }), ["memo"], { tags: ["memo"], revalidate: 100 });
const short = unstable_cache(async () => ({ short: ++memos }), ["short"], { revalidate: 1 });
const seen = [];

async function fetched(port, init) {
  const response = await fetch(`http://127.0.0.1:${port}/counter`, init);
  const { n } = await response.json();
  if (!seen.includes(n)) seen.push(n);
  return { n: seen.indexOf(n) };
}

export async function GET(request, context) {
  await headers();
  const { what } = await context.params;
  const q = new URL(request.url).searchParams;
  const call = {
    plain: () => plain(1),
    twice: async () => [await plain(2), await plain(2)],
    other: () => other(),
    memo: () => memo(1),
    short: () => short(),
    fetch: () => fetched(q.get("port"), { cache: "force-cache", next: { tags: ["fetched"] } }),
    timed: () => fetched(q.get("port"), { next: { revalidate: 60, tags: ["timed"] } }),
    expire: () => { globalThis.expiration = Number(q.get("at") === "infinity" ? Infinity : q.get("at") === "now" ? Date.now() : 0); return {}; },
  }[what];
  return Response.json(await call());
}
