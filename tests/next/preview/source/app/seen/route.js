globalThis.seen ??= [];
export async function GET(request) {
  const seen = [...globalThis.seen];
  globalThis.seen.push({ method: request.method, target: request.nextUrl.pathname + request.nextUrl.search, revalidate: typeof request.headers.get("x-prerender-revalidate"), only: request.headers.get("x-prerender-revalidate-if-generated"), cookie: request.headers.get("cookie") });
  return Response.json(request.headers.has("x-show") ? seen : {});
}
