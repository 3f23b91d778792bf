export async function GET(request, context) {
  const params = (await context.params) ?? null;
  return Response.json({ at: "mix/[id]/[...rest]", params, path: request.nextUrl.pathname, query: request.nextUrl.search });
}
