export async function GET(request, context) {
  return Response.json({ at: "two", params: (await context.params) ?? null, path: request.nextUrl.pathname, search: request.nextUrl.search, a: request.headers.get("x-a") }, { headers: { "x-dup": "handler", "x-own": "1" } });
}
export const POST = GET;
