import { cookies } from "next/headers";
import { unstable_noStore } from "next/cache";
import { three, read } from "../../../lib/read.js";

const WHAT = {
  url: (request) => request.url,
  headers: (request) => request.headers.get("a"),
  cookies: () => cookies().get("a"),
  "no-store": () => unstable_noStore(),
  fetch: () => read("before", { cache: "no-store" }),
  seconds: () => read("before-seconds", { next: { revalidate: 60 } }),
};

export async function GET(request, { params }) {
  await WHAT[params.what](request);
  return Response.json([await three(`after-${params.what}`), await three(`forced-${params.what}`, { cache: "force-cache" })]);
}
