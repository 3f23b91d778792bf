import { NextRequest, type NextResponse } from "next/server";
const local = (text: string) => text.replace(/:\d+/, ":PORT");
async function inspect(request: NextRequest): Promise<Response> {
  const { nextUrl } = request;
  const changed = nextUrl.clone();
  changed.pathname = "/other path";
  changed.searchParams.delete("x");
  request.cookies.delete("a");
  return Response.json({
    url: local(request.url),
    instance: [request instanceof NextRequest, request instanceof Request],
    href: local(nextUrl.href),
    pathname: nextUrl.pathname,
    search: nextUrl.search,
    x: nextUrl.searchParams.getAll("x"),
    q: nextUrl.searchParams.get("q"),
    empty: nextUrl.searchParams.get("empty"),
    basePath: nextUrl.basePath,
    locale: nextUrl.locale,
    host: local(nextUrl.host),
    changed: local(String(changed)),
    unchanged: nextUrl.pathname,
    cookies: request.cookies.toString(),
    bodyUsed: request.bodyUsed,
    method: request.method,
    hasBody: request.body !== null,
    clone: await request.clone().text(),
    text: await request.text(),
    usedAfter: request.bodyUsed,
    ip: String((request as { ip?: string }).ip),
  });
}
export { inspect as GET, inspect as POST };
