import { NextRequest, NextResponse, userAgent, userAgentFromString } from "next/server";
const shown = (r) => ({ url: r.url, href: r.nextUrl.href, path: r.nextUrl.pathname, base: r.nextUrl.basePath, locale: r.nextUrl.locale, default: r.nextUrl.defaultLocale ?? null, method: r.method, cookies: r.cookies.getAll(), type: r.headers.get("content-type") });
const made = {
  string: () => shown(new NextRequest("http://a.test/x?y=1#z")),
  url: () => shown(new NextRequest(new URL("http://a.test/x"))),
  "next-url": (r) => shown(new NextRequest(r.nextUrl)),
  relative: () => shown(new NextRequest("/x")),
  "init-method": () => shown(new NextRequest("http://a.test", { method: "post", body: "b", headers: { cookie: "a=1; b=2" } })),
  "get-body": () => shown(new NextRequest("http://a.test", { body: "b" })),
  "from-request": () => shown(new NextRequest(new Request("http://a.test/r", { method: "PUT", body: "x", headers: { "x-a": "1" } }))),
  "from-request-init": async () => { const r = new NextRequest(new Request("http://a.test/r", { method: "PUT", body: "x" }), { headers: { "x-a": "1" }, method: "PATCH" }); return [shown(r), r.headers.get("x-a"), await r.text()]; },
  "from-next-request": async (r) => { const n = new NextRequest(r, { headers: { cookie: "z=9" } }); return [n.url, n.method, n.cookies.getAll(), await n.text()]; },
  "from-next-url": async (r) => { const n = new NextRequest("http://b.test/moved", r); return [n.url, n.method, n.headers.get("x-in"), await n.text()]; },
  stream: async () => { const r = new NextRequest("http://a.test", { method: "POST", body: new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("st")); c.close(); } }) }); return [r.duplex ?? null, await r.text()]; },
  form: async () => { const body = new FormData(); body.set("a", "1"); const r = new NextRequest("http://a.test", { method: "POST", body }); return [...(await r.formData())]; },
  "config-base": () => shown(new NextRequest("http://a.test/docs/x", { nextConfig: { basePath: "/docs" } })),
  "config-base-outside": () => shown(new NextRequest("http://a.test/other", { nextConfig: { basePath: "/docs" } })),
  "config-locales": () => shown(new NextRequest("http://a.test/fr/x", { nextConfig: { i18n: { locales: ["en", "fr"], defaultLocale: "en" } } })),
  "config-default": () => shown(new NextRequest("http://a.test/en/x", { nextConfig: { i18n: { locales: ["en", "fr"], defaultLocale: "en" } } })),
  "config-domain": () => { const r = new NextRequest("http://fr.test/x", { nextConfig: { i18n: { locales: ["en", "fr"], defaultLocale: "en", domains: [{ domain: "fr.test", defaultLocale: "fr" }] } } }); return [shown(r), r.nextUrl.domainLocale ?? null]; },
  "config-slash": () => shown(new NextRequest("http://a.test/x", { nextConfig: { trailingSlash: true } })),
  "config-all": () => { const r = new NextRequest("http://a.test/docs/fr/x", { nextConfig: { basePath: "/docs", trailingSlash: true, i18n: { locales: ["en", "fr"], defaultLocale: "en" } } }); const before = r.nextUrl.href; r.nextUrl.locale = "en"; const middle = r.nextUrl.href; r.nextUrl.pathname = "/y.txt"; return [shown(r), before, middle, r.nextUrl.href]; },
  "config-unknown": () => { const r = new NextRequest("http://a.test/", { nextConfig: { i18n: { locales: ["en"], defaultLocale: "en" } } }); r.nextUrl.locale = "xx"; return shown(r); },
  signal: () => { const a = new AbortController(); const r = new NextRequest("http://a.test", { signal: a.signal }); a.abort("why"); return [r.signal.aborted, r.signal.reason]; },
  clone: (r) => { const c = r.clone(); return [c instanceof NextRequest, c instanceof Request, c.url === r.url, typeof c.nextUrl, typeof c.cookies]; },
  "clone-body": async (r) => { const c = r.clone(); return [await c.text(), await r.text(), r.bodyUsed]; },
  instance: (r) => [r instanceof NextRequest, r instanceof Request, Object.prototype.toString.call(r), typeof r.page, typeof r.geo, "ip" in r],
  page: (r) => r.page,
  ua: (r) => r.ua,
  members: (r) => [r.cache, r.credentials, r.destination, r.integrity, r.keepalive, r.mode, r.redirect, r.referrer, r.referrerPolicy, r.duplex ?? null],
  "set-url": (r) => { try { r.url = "http://x/"; } catch (error) { return [error.name, r.url]; } return ["quiet", r.url]; },
  "set-header": (r) => { r.headers.set("x-new", "1"); return [r.headers.get("x-new")]; },
  "search-both": (r) => { const u = r.nextUrl; u.searchParams.set("more", "1"); return [u.search, new URL(r.url).search]; },
  "cookies-set": (r) => { r.cookies.set("n", "ä b").set({ name: "m", value: "1", path: "/p" }); return [r.cookies.getAll(), r.headers.get("cookie"), r.cookies.size, String(r.cookies)]; },
  "cookies-delete": (r) => { const one = r.cookies.delete("a"); const many = r.cookies.delete(["b", "nope"]); return [one, many, r.headers.get("cookie"), [...r.cookies]]; },
  "cookies-clear": (r) => { r.cookies.clear(); return [r.headers.get("cookie"), r.cookies.size]; },
  "cookies-get": (r) => [r.cookies.get("a"), r.cookies.get({ name: "b" }), r.cookies.get("none") ?? null, r.cookies.getAll("a"), r.cookies.has("b"), r.cookies.getAll().length],
  "cookies-object": () => { const r = new NextResponse(); r.cookies.set({ name: "a", value: "1", httpOnly: true, maxAge: 5, sameSite: "none", secure: true, path: "/x" }); r.cookies.set("b", "2", { expires: new Date(0) }); const all = r.cookies.getAll().map(({ expires, ...rest }) => ({ ...rest, expires: typeof expires })); return [all, r.cookies.has("b"), r.cookies.get("c") ?? null]; },
  "cookies-replace": () => { const r = new NextResponse(); r.cookies.set("a", "1", { path: "/x" }); r.cookies.set("a", "2"); return r.headers.getSetCookie(); },
  "cookies-delete-out": () => { const r = new NextResponse(); r.cookies.set("a", "1"); r.cookies.delete("a"); r.cookies.delete({ name: "b", domain: "x.test", path: "/p" }); r.cookies.delete("c", { path: "/c" }); return r.headers.getSetCookie(); },
  "cookies-from-header": () => { const r = new NextResponse(null, { headers: [["set-cookie", "a=1; Path=/; HttpOnly; SameSite=Lax; Max-Age=10"], ["set-cookie", "b=%C3%A4; Secure"]] }); return [r.cookies.getAll(), r.cookies.get("b")]; },
  "cookies-header-later": () => { const r = new NextResponse(); r.headers.append("set-cookie", "raw=1"); r.cookies.set("a", "1"); return r.headers.getSetCookie(); },
  "response-internal": () => { const r = new NextResponse(); r.cookies.set("a", "1"); return [...r.headers].map(([name]) => name); },
  next: () => [...NextResponse.next({ headers: { "x-a": "1" } }).headers],
  "next-request": () => [...NextResponse.next({ request: { headers: new Headers({ "x-b": "2", "x-a": "1" }) } }).headers],
  "next-request-object": () => [...NextResponse.next({ request: { headers: { "x-a": "1" } } }).headers],
  rewrite: () => [...NextResponse.rewrite("https://a.test/x?y", { headers: { "x-a": "1" }, status: 202 }).headers],
  "rewrite-relative": () => [...NextResponse.rewrite("/x").headers],
  redirect: () => { const r = NextResponse.redirect("https://a.test/x y"); return [r.status, [...r.headers], r.redirected, r.type, r.url]; },
  "response-url": () => { const r = new NextResponse("x", { url: "http://a.test/" }); return [r.url, r.type, r.ok, r.redirected, r.bodyUsed]; },
  "response-clone": async () => { const r = new NextResponse("x", { status: 201 }); r.cookies.set("a", "1"); const c = r.clone(); return [c instanceof NextResponse, c instanceof Response, c.status, await c.text(), c.headers.getSetCookie()]; },
  agent: (r) => { const { isBot, ua, browser, engine, os, device, cpu } = userAgent(r); return { isBot, ua, browser, engine, os, device, cpu }; },
  "agent-string": () => [userAgentFromString("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"), userAgentFromString(""), userAgentFromString(undefined).isBot, userAgentFromString("Googlebot/2.1").isBot],
};
export async function POST(request, { params }) {
  const { what } = await params;
  try {
    return Response.json(await made[what](request));
  } catch (error) {
    return Response.json({ name: error.name, message: error.message.split(/[:;\n]/)[0] }, { status: 422 });
  }
}
