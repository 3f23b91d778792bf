import { three } from "../../lib/read.js";

export const fetchCache = "default-no-store";

export async function GET() {
  return Response.json([await three("default-no-store-plain"), await three("default-no-store-forced", { cache: "force-cache" }), await three("default-no-store-store", { cache: "no-store" })]);
}
