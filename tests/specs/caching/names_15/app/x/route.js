import * as cache from "next/cache";

const call = (name) => {
  if (typeof cache[name] !== "function") return typeof cache[name];
  try {
    cache[name]("a");
    return "no error";
  } catch (error) {
    return error.message;
  }
};

const NAMES = ["updateTag", "refresh", "cacheLife", "cacheTag", "unstable_cacheLife", "unstable_cacheTag", "unstable_noStore", "unstable_expireTag"];

export async function GET() {
  return Response.json({ names: Object.keys(cache.default).sort(), called: NAMES.map((name) => [name, call(name)]) });
}
