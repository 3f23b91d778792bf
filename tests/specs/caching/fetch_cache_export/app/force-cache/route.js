import { three } from "../../lib/read.js";

export const fetchCache = "force-cache";

export async function GET() {
  return Response.json([await three("force-cache-plain"), await three("force-cache-forced", { cache: "force-cache" }), await three("force-cache-store", { cache: "no-store" })]);
}
