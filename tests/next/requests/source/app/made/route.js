import { NextRequest } from "next/server";
export async function POST(request) {
  const out = {};
  const made = new NextRequest("https://example.com:8443/base/p?a=1#h", { method: "PUT", body: "x", headers: { cookie: "z=1" } });
  out.url = made.url; out.path = made.nextUrl.pathname; out.cookie = made.cookies.get("z"); out.method = made.method; out.body = await made.text();
  try { new NextRequest("/relative"); } catch (error) { out.relative = error.message; }
  const u = request.nextUrl.clone(); u.pathname = "/new"; u.searchParams.set("k", "v w"); u.hash = "f"; out.changed = u.toString().replace(u.host, "host"); out.untouched = request.nextUrl.pathname; out.json = JSON.stringify({ u }).replace(u.host, "host");
  const local = new NextRequest("http://127.0.0.1:80/x"); out.local = local.nextUrl.href;
  return Response.json(out);
}
