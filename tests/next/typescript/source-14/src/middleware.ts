import { NextResponse, type MiddlewareConfig, type NextRequest } from "next/server";
import { Kind } from "@/lib/shapes";
export function middleware(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set("x-kind", Kind.Square satisfies string);
  return NextResponse.next({ request: { headers }, headers: { "x-from": "middleware" } });
}
export const config: MiddlewareConfig = { matcher: ["/types/:id/more", "/seen/:path*"] };
