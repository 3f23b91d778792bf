import { NextResponse } from "next/server";
export function middleware(request) {
  const url = request.nextUrl;
  if (url.searchParams.has("answer")) return new Response("ab".repeat(600), { headers: { "content-type": "text/plain" } });
  return NextResponse.next({ headers: { "x-middleware": "1" } });
}
export const config = { matcher: ["/guarded", "/api/guarded"] };
