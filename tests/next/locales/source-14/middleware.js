import { NextResponse } from "next/server";
export function middleware(request) {
  const u = request.nextUrl;
  const act = u.searchParams.get("act");
  if (act === "show") return Response.json({ path: u.pathname, locale: u.locale, default: u.defaultLocale ?? null, href: u.href.replace(/:[0-9]+/, ""), url: request.url.replace(/:[0-9]+/, "") });
  if (act === "redirect") { const to = u.clone(); to.pathname = "/item/moved"; to.search = ""; return NextResponse.redirect(to); }
  if (act === "locale") { const to = u.clone(); to.locale = "fr"; to.search = ""; return NextResponse.redirect(to); }
  if (act === "rewrite") { const to = u.clone(); to.pathname = "/r"; return NextResponse.rewrite(to); }
  if (act === "rewrite-url") return NextResponse.rewrite(new URL("/r?x=1", request.url));
  if (act === "redirect-url") return NextResponse.redirect(new URL("/r", request.url));
  return NextResponse.next({ headers: { "x-locale": u.locale ?? "none", "x-path": u.pathname } });
}
export const config = { matcher: ["/r", "/item/:id", "/api/:p*", { source: "/fr/exact", locale: false }] };
