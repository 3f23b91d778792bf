import { NextResponse } from "next/server";
import { cookies, headers } from "next/headers";
export async function middleware(request, event) {
  const u = request.nextUrl;
  const act = u.searchParams.get("act");
  switch (act) {
    case "show": return Response.json({ path: u.pathname, base: u.basePath, href: u.href.replace(/:[0-9]+/, ""), url: request.url.replace(/:[0-9]+/, ""), method: request.method });
    case "clone": { const to = u.clone(); to.pathname = "/base/cloned"; to.searchParams.delete("act"); return NextResponse.rewrite(to); }
    case "clone-redirect": { const to = u.clone(); to.pathname = "/base/cloned"; to.searchParams.delete("act"); return NextResponse.redirect(to); }
    case "url": return NextResponse.rewrite(new URL("/docs/base/url?k=1", request.url));
    case "url-outside": return NextResponse.rewrite(new URL("/base/url", request.url));
    case "redirect": return NextResponse.redirect(new URL("/docs/base/x", request.url), 303);
    case "redirect-outside": return NextResponse.redirect(new URL("/elsewhere", request.url));
    case "api": { const to = u.clone(); to.pathname = "/api/echo"; return NextResponse.rewrite(to); }
    case "file": { const to = u.clone(); to.pathname = "/a.txt"; return NextResponse.rewrite(to); }
    case "cookies": { const r = NextResponse.next(); r.cookies.set("mw", "1", { httpOnly: true }); r.cookies.set("mw2", "a b"); return r; }
    case "cookie-store": { const jar = await cookies(); jar.set("stored", "1"); return NextResponse.next(); }
    case "cookie-read": { const jar = await cookies(); const h = await headers(); return Response.json({ c: jar.get("in") ?? null, t: h.get("x-t") }); }
    case "request-cookies": { request.cookies.set("added", "1"); request.cookies.delete("in"); return NextResponse.next({ request }); }
    case "request-headers": { const h = new Headers(request.headers); h.set("x-new", "n"); h.set("x-t", "changed"); h.delete("x-gone"); return NextResponse.next({ request: { headers: h } }); }
    case "only": return NextResponse.next({ request: { headers: new Headers({ "x-only": "1" }) } });
    case "response-headers": return NextResponse.next({ headers: { "x-mw": "1", "x-both": "middleware", "cache-control": "no-store", vary: "X-V", "content-type": "text/odd" } });
    case "json": return NextResponse.json({ no: true }, { status: 403, headers: { "x-mw": "1", "set-cookie": "j=1" } });
    case "rewrite-status": { const to = u.clone(); to.pathname = "/base/st"; return NextResponse.rewrite(to, { status: 418, headers: { "x-mw": "1" } }); }
    case "next-status": return NextResponse.next({ status: 404 });
    case "redirect-headers": return NextResponse.redirect(new URL("/docs/base/x", request.url), { status: 308, headers: { "x-mw": "1", "set-cookie": "r=1" } });
    case "redirect-200": return new Response(null, { status: 200, headers: { location: "/docs/base/x" } });
    case "redirect-raw": return new Response(null, { status: 302, headers: { location: "/docs/base/x" } });
    case "redirect-bad": return Response.redirect("https://example.com/");
    case "body": return new NextResponse("blocked", { status: 401, headers: { "www-authenticate": "Basic" } });
    case "bytes": return new Response(new Uint8Array([1, 2, 3]), { headers: { "content-type": "application/octet-stream" } });
    case "no-content": return new Response(null, { status: 204 });
    case "wait": event.waitUntil(Promise.resolve()); return NextResponse.next();
    case "throw": throw new Error("mw");
    case "reject": return Promise.reject("mw");
    case "text-body": { const t = await request.text(); return NextResponse.next({ headers: { "x-length": String(t.length) } }); }
    case "json-body": { const t = await request.json(); return Response.json({ t }); }
    case "null": return null;
    case "string": return "text";
    case "object": return {};
    case "error-response": return Response.error();
    case "internal": return new Response("i", { headers: { "x-middleware-next": "1" } });
    case "internal-rewrite": return new Response("i", { headers: { "x-middleware-rewrite": "/docs/base/in" } });
  }
  return NextResponse.next({ headers: { "x-seen": u.pathname } });
}
export const config = {
  matcher: [
    "/base/:path*",
    "/api/(.*)",
    "/first",
    "/then/:id",
    "/a.txt",
    { source: "/needs", has: [{ type: "header", key: "x-need", value: "(?<v>.*)" }], missing: [{ type: "cookie", key: "skip" }] },
    { source: "/:first((?!skip)\\w*)needs/:x", has: [{ type: "query", key: "q", value: "1|2" }] },
    "/:lang(en|fr)/x",
  ],
};
