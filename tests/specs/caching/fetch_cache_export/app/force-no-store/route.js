import { three } from "../../lib/read.js";

export const fetchCache = "force-no-store";

export async function GET() {
  return Response.json([await three("force-no-store-plain"), await three("force-no-store-forced", { cache: "force-cache" }), await three("force-no-store-store", { cache: "no-store" })]);
}
