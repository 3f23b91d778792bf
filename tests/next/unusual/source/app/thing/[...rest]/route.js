export async function GET(request, context) {
  const { rest } = await context.params;
  return Response.json({ rest, path: request.nextUrl.pathname, url: request.url.replace(/:[0-9]+/, "") });
}
