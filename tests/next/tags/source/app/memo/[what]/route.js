import { unstable_cache, revalidateTag, unstable_noStore } from "next/cache";
import { cookies, headers } from "next/headers";
const counts = (globalThis.memoCounts ??= {});
const next = (key) => (counts[key] = (counts[key] ?? 0) + 1);
const plain = unstable_cache(async (...given) => ({ given, n: next("plain") }));
const keyed = unstable_cache(async (a) => ({ a, n: next("keyed") }), ["k1", "k2"], { tags: ["memo", "keyed"] });
const other = unstable_cache(async (a) => ({ a, n: next("keyed") }), ["k1", "k3"], { tags: ["memo"] });
const timed = unstable_cache(async () => next("timed"), ["timed"], { revalidate: 1 });
const never = unstable_cache(async () => next("never"), ["never"], { revalidate: false, tags: ["never"] });
const throwing = unstable_cache(async () => { throw new Error(`no ${next("throwing")}`); }, ["throwing"]);
const values = unstable_cache(async (kind) => ({ date: new Date(0), undefined: undefined, null: null, map: new Map([[1, 2]]), bigint: "none", nan: NaN, nested: { a: [undefined, () => 1] } })[kind], ["values"]);
const reads = unstable_cache(async (what) => (what === "cookies" ? (await cookies()).get("a")?.value : (await headers()).get("x-in")), ["reads"]);
const inner = unstable_cache(async () => next("inner"), ["inner"], { tags: ["inner"] });
const outer = unstable_cache(async () => `${next("outer")}.${await inner()}`, ["outer"], { tags: ["outer"] });
const marks = unstable_cache(async () => { revalidateTag("memo", "max"); return next("marks"); }, ["marks"]);
const stores = unstable_cache(async () => { unstable_noStore(); return next("stores"); }, ["stores"]);
const fetching = unstable_cache(async (base) => (await fetch(`${base}/api/source?key=in-memo`)).text(), ["fetching"]);
const fetchingStore = unstable_cache(async (base) => (await fetch(`${base}/api/source?key=in-memo-store`, { cache: "no-store" })).text(), ["fetching-store"]);
const ways = {
  plain: () => plain(),
  "plain-args": () => plain(1, "two", { three: [3] }, null, undefined),
  "plain-args-order": async () => [await plain({ a: 1, b: 2 }), await plain({ b: 2, a: 1 })],
  keyed: () => keyed("x"),
  "keyed-other": () => other("x"),
  timed: () => timed(),
  never: () => never(),
  throwing: () => throwing(),
  "value-date": async () => { const first = await values("date"); return [typeof first, typeof (await values("date"))]; },
  "value-undefined": async () => [String(await values("undefined")), String(await values("undefined"))],
  "value-null": async () => [await values("null"), await values("null")],
  "value-map": async () => [await values("map"), await values("map")],
  "value-nan": async () => [await values("nan"), await values("nan")],
  "value-nested": async () => [await values("nested"), await values("nested")],
  cookies: () => reads("cookies"),
  headers: () => reads("headers"),
  nested: () => outer(),
  marks: () => marks(),
  stores: () => stores(),
  fetching: (base) => fetching(base),
  "fetching-store": (base) => fetchingStore(base),
  "zero": () => unstable_cache(async () => 1, ["zero"], { revalidate: 0 })(),
  "negative": () => unstable_cache(async () => 1, ["negative"], { revalidate: -1 })(),
  "word": () => unstable_cache(async () => 1, ["word"], { revalidate: "soon" })(),
  "bad-tags": () => unstable_cache(async () => next("bad-tags"), ["bad-tags"], { tags: [7] })(),
  "no-function": () => unstable_cache()(),
  "sync": () => unstable_cache(() => next("sync"), ["sync"])(),
  "made-each-time": () => unstable_cache(async () => next("made"), ["made"])(),
};
export async function POST(request, { params }) {
  const { what } = await params;
  try {
    const value = await ways[what](`http://127.0.0.1:${request.nextUrl.searchParams.get("port")}`);
    return Response.json({ value: value ?? null });
  } catch (error) {
    return Response.json({ name: error.name, message: error.message.split("\n")[0] }, { status: 422 });
  }
}
