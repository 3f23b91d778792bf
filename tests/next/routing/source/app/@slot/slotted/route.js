export async function GET(request, context) {
  const params = (await context.params) ?? null;
  return Response.json({ at: "@slot/slotted", params, path: request.nextUrl.pathname, query: request.nextUrl.search });
}
