export async function GET(request, { params }) {
  return Response.json({ at: "underscore", params: (await params) ?? null, path: request.nextUrl.pathname });
}
