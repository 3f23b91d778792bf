export async function GET(request, { params }) {
  return Response.json({ at: "umlaut", params: (await params) ?? null, path: request.nextUrl.pathname });
}
