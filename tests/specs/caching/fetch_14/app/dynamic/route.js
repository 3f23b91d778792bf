import { three } from "../../lib/read.js";

export const dynamic = "force-dynamic";

export async function GET(request) {
  return Response.json([request.url.length > 0, await three("dynamic")]);
}
