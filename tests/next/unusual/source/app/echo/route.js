import { cookies, headers } from "next/headers";
async function answer(request) {
  const body = request.method === "HEAD" ? "" : await request.text();
  const jar = await cookies();
  const seen = await headers();
  return Response.json({
    method: request.method,
    url: request.url.replace(/:[0-9]+/, ""),
    search: request.nextUrl.search,
    keys: [...new Set(request.nextUrl.searchParams.keys())],
    pairs: [...request.nextUrl.searchParams],
    jar: jar.getAll(),
    cookies: request.cookies.getAll(),
    type: request.headers.get("content-type"),
    length: request.headers.get("content-length"),
    x: seen.get("x-t"),
    size: (seen.get("x-big") ?? "").length,
    body: body.slice(0, 60),
    bodyLength: body.length,
  });
}
export { answer as GET, answer as HEAD, answer as POST, answer as PUT, answer as PATCH, answer as DELETE, answer as OPTIONS };
