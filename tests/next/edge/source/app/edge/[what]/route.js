export const runtime = "edge";
import { NextResponse } from "next/server";
export async function GET(request, context) {
  const { what } = await context.params;
  switch (what) {
    case "url": return Response.json({ url: request.url, path: request.nextUrl.pathname, query: [...request.nextUrl.searchParams] });
    case "globals": return Response.json({ edge: typeof EdgeRuntime, runtime: process.env.NEXT_RUNTIME, crypto: typeof crypto.subtle, als: typeof AsyncLocalStorage, buffer: typeof Buffer });
    case "throw": throw new Error("edge boom");
    case "undefined": return undefined;
    case "status": return new Response("s", { status: 202, statusText: "Taken", headers: { "x-a": "1", vary: "x" } });
    case "cookies": { const r = NextResponse.json({}); r.cookies.set("a", "1"); return r; }
    case "stream": return new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("st")); c.close(); } }));
  }
  return new Response("unknown");
}
export async function POST(request) { return new Response(await request.text()); }
