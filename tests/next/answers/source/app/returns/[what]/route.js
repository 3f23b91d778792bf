import { NextResponse } from "next/server";
class Reply extends Response {
  constructor(body, init) {
    super(body, init);
    this.headers.set("x-class", "reply");
  }
}
const kept = new Response("kept");
async function* parts() {
  yield new TextEncoder().encode("part one, ");
  yield new TextEncoder().encode("part two");
}
const made = {
  subclass: () => new Reply("sub", { status: 201 }),
  "subclass-json": () => Reply.json({ a: 1 }),
  "module-level": () => kept,
  "module-level-clone": () => kept.clone(),
  proxy: () => new Proxy(new Response("proxied"), {}),
  "created-prototype": () => Object.create(Response.prototype),
  lookalike: () => ({ status: 200, headers: new Headers(), body: null, text: async () => "x" }),
  "request": (request) => request,
  "nested-promise": () => Promise.resolve(Promise.resolve(new Response("nested"))),
  thenable: () => ({ then: (resolve) => resolve(new Response("then")) }),
  function: () => () => new Response("called"),
  generator: () => parts(),
  symbol: () => Symbol("s"),
  bigint: () => 1n,
  date: () => new Date(0),
  error: () => new Error("returned"),
  false: () => false,
  "empty-string": () => "",
  headers: () => new Headers(),
  "used-body": async () => {
    const response = new Response("used");
    await response.text();
    return response;
  },
  "locked-body": () => {
    const response = new Response("locked");
    response.body.getReader();
    return response;
  },
  "cancelled-body": async () => {
    const response = new Response("cancelled");
    await response.body.cancel();
    return response;
  },
  "async-iterable": () => new Response(parts()),
  "status-100": () => new Response(null, { status: 100 }),
  "status-600": () => new Response(null, { status: 600 }),
  "status-string": () => new Response("s", { status: "202" }),
  "status-nan": () => new Response("s", { status: NaN }),
  "status-fraction": () => new Response("s", { status: 201.9 }),
  "204-body": () => new Response("no", { status: 204 }),
  "205": () => new Response(null, { status: 205 }),
  "304-headers": () => new Response(null, { status: 304, headers: { etag: '"x"', "content-type": "text/plain" } }),
  "418": () => new Response("teapot", { status: 418 }),
  "status-text": () => new Response("t", { status: 404, statusText: "Nö" }),
  "status-text-bad": () => new Response("t", { statusText: "a\nb" }),
  "header-bad-name": () => new Response("h", { headers: { "bad name": "1" } }),
  "header-bad-value": () => new Response("h", { headers: { "x-a": "a\r\nb: c" } }),
  "header-unicode": () => new Response("h", { headers: { "x-a": "ä" } }),
  "header-beyond": () => new Response("h", { headers: { "x-a": "€" } }),
  "header-spaces": () => new Response("h", { headers: { "x-a": "  a  b  " } }),
  "header-empty": () => new Response("h", { headers: { "x-a": "" } }),
  "header-pairs": () => new Response("h", { headers: [["x-a", "1"], ["X-A", "2"], ["set-cookie", "a=1"], ["Set-Cookie", "b=2"]] }),
  "header-map": () => new Response("h", { headers: new Map([["x-a", "1"]]) }),
  "header-number": () => new Response("h", { headers: { "x-a": 1, "x-b": null, "x-c": undefined } }),
  "header-date": () => new Response("h", { headers: { date: "Thu, 01 Jan 1970 00:00:00 GMT", server: "own" } }),
  "header-connection": () => new Response("h", { headers: { connection: "close", "keep-alive": "timeout=1" } }),
  "header-trailer": () => new Response("h", { headers: { trailer: "x-t" } }),
  "header-link": () => { const h = new Headers(); h.append("link", "</a>; rel=a"); h.append("Link", "</b>; rel=b"); return new Response("h", { headers: h }); },
  "header-auth": () => { const h = new Headers(); h.append("www-authenticate", "Basic"); h.append("www-authenticate", "Bearer"); return new Response("h", { status: 401, headers: h }); },
  search: () => new Response(new URLSearchParams({ a: "1 2", b: "ä" })),
  blob: () => new Response(new Blob(["<b>"], { type: "text/html;charset=utf-8" })),
  "blob-untyped": () => new Response(new Blob(["b"])),
  file: () => new Response(new File(["f"], "f.csv", { type: "text/csv" })),
  buffer: () => new Response(Buffer.from("buffer")),
  view: () => new Response(new DataView(new TextEncoder().encode("xviewx").buffer, 1, 4)),
  surrogate: () => new Response("a\ud800b"),
  object: () => new Response({ a: 1 }),
  array: () => new Response([1, 2]),
  number: () => new Response(7),
  "json-bigint": () => Response.json({ a: 1n }),
  "json-function": () => Response.json(() => 1),
  "json-cycle": () => { const a = {}; a.a = a; return Response.json(a); },
  "json-to-json": () => Response.json({ toJSON: () => ["j"] }),
  "json-type": () => Response.json({}, { headers: { "content-type": "application/problem+json" } }),
  "json-204": () => Response.json(null, { status: 204 }),
  "next-json-init": () => NextResponse.json([1], { status: 207, statusText: "Several", headers: new Headers({ "x-a": "1" }) }),
  "next-json-url": () => NextResponse.json({}, { url: "http://example.com/" }),
  "next-redirect-number": () => NextResponse.redirect("https://example.com/ä b?c=d e#f", 307),
  "next-redirect-300": () => NextResponse.redirect("https://example.com/", 300),
  "next-redirect-object": (request) => { const to = request.nextUrl.clone(); to.pathname = "/to"; to.search = "?a=1"; return NextResponse.redirect(to, { status: 308, headers: { "x-a": "1" } }); },
  "response-redirect": () => Response.redirect("https://example.com/x"),
  "response-redirect-changed": () => { const response = Response.redirect("https://example.com/x"); response.headers.set("x-a", "1"); return response; },
  "response-error-type": () => { const response = Response.error(); return Response.json([response.type, response.status, response.ok]); },
  fetched: async () => { const response = await fetch("data:text/plain,fetched"); return response; },
  "fetched-again": async () => { const response = await fetch("data:text/plain,fetched"); return new Response(response.body, response); },
  "fetched-changed": async () => { const response = await fetch("data:text/plain,fetched"); response.headers.set("x-a", "1"); return response; },
};
export async function POST(request, { params }) {
  const { what } = await params;
  return made[what](request);
}
