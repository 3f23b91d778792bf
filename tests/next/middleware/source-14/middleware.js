import { NextResponse } from "next/server";
export async function middleware(request, event) {
  const url = request.nextUrl;
  const act = url.searchParams.get("act");
  const to = (path) => new URL(path, request.url);
  switch (act) {
    case "none": return;
    case "next": return NextResponse.next();
    case "headers": return NextResponse.next({ headers: { "x-mw": "1", "x-dup": "middleware" } });
    case "request": { const headers = new Headers(request.headers); headers.set("x-t", "set"); headers.delete("x-t-gone"); return NextResponse.next({ request: { headers } }); }
    case "rewrite": return NextResponse.rewrite(to("/two/rewritten?r=1"));
    case "rewrite-api": return NextResponse.rewrite(to("/api/echo?r=1"));
    case "rewrite-request": { const headers = new Headers(request.headers); headers.set("x-t", "rewritten"); return NextResponse.rewrite(to("/two/r"), { request: { headers } }); }
    case "rewrite-missing": return NextResponse.rewrite(to("/missing"));
    case "redirect": return NextResponse.redirect(to("/two/x?to=1"));
    case "redirect-308": return NextResponse.redirect(to("/two/x"), 308);
    case "redirect-out": return NextResponse.redirect("https://example.com/x");
    case "clone": { const u = url.clone(); u.pathname = "/open"; u.search = ""; return NextResponse.redirect(u); }
    case "json": return NextResponse.json({ blocked: true }, { status: 401, headers: { "x-mw": "json" } });
    case "response": return new Response("plain", { status: 418 });
    case "empty": return new Response(null, { status: 204 });
    case "stream": return new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("streamed")); c.close(); } }));
    case "throw": throw new Error("middleware broke");
    case "value": return "text";
    case "cookies": { const r = NextResponse.next(); r.cookies.set("set", "1"); r.cookies.delete("old"); return r; }
    case "cookies-request": { request.cookies.set("forwarded", "1"); return NextResponse.next({ request: { headers: request.headers } }); }
    case "show": return Response.json({ url: request.url, path: url.pathname, search: url.search, base: url.basePath, method: request.method, cookies: request.cookies.getAll(), wait: typeof event.waitUntil, page: event.sourcePage });
    case "body": { const body = await request.text(); return NextResponse.next({ headers: { "x-body": body } }); }
    case "read-only": return Response.json({ body: await request.text() });
  }
  return NextResponse.next({ headers: { "x-seen": url.pathname } });
}
export const config = { matcher: ["/one", "/two/:path*", "/api/:path*", "/r/:path*", "/pub.txt", "/missing", { source: "/open", has: [{ type: "header", key: "x-guard" }] }] };
