import { three } from "../../lib/read.js";

export const fetchCache = "only-cache";

export async function GET() {
  return Response.json([await three("only-cache-plain"), await three("only-cache-forced", { cache: "force-cache" }), await three("only-cache-store", { cache: "no-store" })]);
}
