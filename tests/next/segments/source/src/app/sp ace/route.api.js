export async function GET(request, { params }) {
  return Response.json({ at: "space", params: (await params) ?? null, path: request.nextUrl.pathname });
}
