export async function GET(request, context) {
  const params = (await context.params) ?? null;
  return Response.json({ at: "dotted.name", params, path: request.nextUrl.pathname, query: request.nextUrl.search });
}
