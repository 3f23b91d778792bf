export async function GET(request, context) {
  const { id } = await context.params;
  return Response.json({ at: "item", id, path: request.nextUrl.pathname, search: request.nextUrl.search, locale: request.nextUrl.locale });
}
