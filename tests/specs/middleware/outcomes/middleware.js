import { NextResponse } from "next/server";

export async function middleware(request, event) {
  const { pathname, searchParams } = request.nextUrl;
  const how = searchParams.get("how");
  if (how === "nothing") return undefined;
  if (how === "next") return NextResponse.next({ headers: { "x-from": "middleware" } });
  if (how === "request") {
    const headers = new Headers(request.headers);
    headers.set("x-added", "by middleware");
    headers.delete("x-removed");
    return NextResponse.next({ request: { headers } });
  }
  if (how === "rewrite") return NextResponse.rewrite(new URL("/target?rewritten=1", request.url));
  if (how === "rewrite-api") return NextResponse.rewrite(new URL("/api/echo?rewritten=1", request.url));
  if (how === "redirect") return NextResponse.redirect(new URL("/target?a=1", request.url));
  if (how === "moved") return NextResponse.redirect(new URL("https://example.com/x"), 308);
  if (how === "json") return NextResponse.json({ from: "middleware", pathname }, { status: 401 });
  if (how === "cookie") {
    const response = NextResponse.next();
    response.cookies.set("seen", "1");
    return response;
  }
  if (how === "throw") throw new Error("middleware boom");
  if (how === "wrong") return "text";
  if (how === "body") {
    const text = await request.text();
    return NextResponse.next({ headers: { "x-length": String(text.length) } });
  }
  event.waitUntil(Promise.resolve());
  return NextResponse.next();
}

export const config = { matcher: ["/echo", "/api/:path*", "/file.txt", { source: "/gone", has: [{ type: "header", key: "x-check" }] }] };
