import { three } from "../../lib/read.js";

export const fetchCache = "only-no-store";

export async function GET() {
  return Response.json([await three("only-no-store-plain"), await three("only-no-store-forced", { cache: "force-cache" }), await three("only-no-store-store", { cache: "no-store" })]);
}
