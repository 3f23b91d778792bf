import { NextResponse, type NextProxy, type ProxyConfig } from "next/server";
import { Kind } from "@/lib/shapes";
export const proxy: NextProxy = (request) => {
  const headers = new Headers(request.headers);
  headers.set("x-kind", Kind.Square satisfies string);
  return NextResponse.next({ request: { headers }, headers: { "x-from": "middleware" } });
};
export const config: ProxyConfig = { matcher: ["/types/:id/more", "/seen/:path*"] };
