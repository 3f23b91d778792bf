import { NextResponse } from "next/server";
const plain = (text) => String(text).replace(/:[0-9]+/, "");
export function gate(request) {
  const url = request.nextUrl;
  const step = url.searchParams.get("step");
  if (step === "show") {
    return NextResponse.json({ path: url.pathname, base: url.basePath, locale: url.locale, search: url.search, href: plain(url.href), url: plain(request.url) });
  }
  const to = url.clone();
  to.searchParams.delete("step");
  switch (step) {
    case "rewrite": to.pathname = "/item/from-gate"; return NextResponse.rewrite(to);
    case "rewrite-slash": to.pathname = "/item/from-gate/"; return NextResponse.rewrite(to);
    case "rewrite-api": to.pathname = "/api/echo/gate/x"; return NextResponse.rewrite(to);
    case "rewrite-alias": to.pathname = "/alias/gate"; return NextResponse.rewrite(to);
    case "rewrite-locale": to.locale = "de"; to.pathname = "/alias/gate"; return NextResponse.rewrite(to);
    case "rewrite-nothing": to.pathname = "/nothing/here"; return NextResponse.rewrite(to);
    case "redirect": to.pathname = "/item/moved"; return NextResponse.redirect(to);
    case "redirect-locale": to.locale = "pt-BR"; return NextResponse.redirect(to, 302);
    case "redirect-default": to.locale = "en"; return NextResponse.redirect(to, 302);
    case "redirect-base": to.basePath = ""; to.pathname = "/elsewhere"; return NextResponse.redirect(to, 303);
    case "redirect-hash": to.hash = "#part"; to.pathname = "/item/hash"; return NextResponse.redirect(to);
    case "redirect-file": to.pathname = "/plain.txt"; return NextResponse.redirect(to);
  }
  return NextResponse.next({ headers: { "x-gate": `${url.locale}:${url.pathname}` } });
}
