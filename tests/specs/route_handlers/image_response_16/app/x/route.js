import { ImageResponse } from "next/og";
import { ImageResponse as Same } from "@vercel/og";

export function GET(request) {
  const own = { status: 201, headers: { "Cache-Control": "no-store", "x-own": "1" }, width: 3 };
  return new ImageResponse({ type: "b", same: Same === ImageResponse }, request.nextUrl.searchParams.has("own") ? own : undefined);
}
