export async function GET(request, context) {
  const { id } = await context.params;
  return Response.json({ at: "id", id, path: request.nextUrl.pathname, search: request.nextUrl.search, url: request.url.replace(/:[0-9]+/, "") });
}
