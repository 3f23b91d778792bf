import { three } from "../../lib/read.js";

export const fetchCache = "default-cache";

export async function GET() {
  return Response.json([await three("default-cache-plain"), await three("default-cache-forced", { cache: "force-cache" }), await three("default-cache-store", { cache: "no-store" })]);
}
