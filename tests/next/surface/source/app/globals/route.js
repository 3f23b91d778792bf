import { found } from "@/globals.js";

export async function GET(request) {
  await request.text();
  const { timeout, any } = AbortSignal;
  return Response.json({ ...found(), timeout: typeof timeout, any: typeof any, window: typeof window, runtime: process.env.NEXT_RUNTIME, env: process.env.NODE_ENV });
}
