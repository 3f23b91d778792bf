import { unstable_cache, revalidateTag } from "next/cache";
import { cookies, headers } from "next/headers";
import { three, read } from "../../../lib/read.js";

let calls = 0;
const plain = unstable_cache(async (...args) => ({ args, calls: ++calls }));
const keyed = ["a", "b"].map((key) => unstable_cache(async () => `${key} ${++calls}`, [key]));
const values = unstable_cache(async () => ({ date: new Date(0), none: undefined, map: new Map([[1, 2]]) }), ["values"]);
const nothing = unstable_cache(async () => void ++calls, ["nothing"]);
const throwing = unstable_cache(async () => {
  throw new Error(`thrown ${++calls}`);
}, ["throwing"]);
const inner = unstable_cache(async () => ++calls, ["inner"]);
const outer = unstable_cache(async () => [await inner(), await inner()], ["outer"]);
const fetches = unstable_cache(async () => [await three("inside"), await three("inside-forced", { cache: "force-cache" })], ["fetches"]);
const message = async (run) => {
  try {
    return await run();
  } catch (error) {
    return error.message;
  }
};
const uses = (use, name) => unstable_cache(async () => use(), [name]);

const WHAT = {
  args: async () => [await plain(), await plain(1, "a"), await plain(1, "a"), await plain(2)],
  keys: async () => [await keyed[0](), await keyed[1](), await keyed[0](), await keyed[1]()],
  values: async () => [await values(), await values()],
  nothing: async () => [(await nothing()) === undefined, (await nothing()) === undefined, calls],
  throws: async () => [await message(throwing), await message(throwing)],
  nested: async () => [await outer(), await outer(), await inner()],
  fetches: async () => [await fetches(), await fetches()],
  dynamic: async () => [
    await message(uses(() => cookies(), "cookies")),
    await message(uses(() => headers(), "headers")),
    await message(uses(() => revalidateTag("a"), "revalidate")),
    typeof (await headers()).get,
  ],
  wrong: async () => [
    await message(async () => unstable_cache(async () => 1, [], { revalidate: 0 })),
    await message(async () => unstable_cache(async () => 1, [], { revalidate: "x" })),
    await message(async () => unstable_cache(async function name() {}, [], { revalidate: -5 })),
  ],
  tags: async () => {
    const tags = [1, "x".repeat(257), ...Array.from({ length: 200 }, (_, at) => `t${at}`)];
    return unstable_cache(async () => ++calls, ["tags"], { tags })();
  },
};

export async function GET(request, { params }) {
  const { what } = await params;
  calls = 0;
  return Response.json(await WHAT[what]());
}
