export async function GET(request, { params }) {
  return Response.json({ at: "stats", params: (await params) ?? null, path: request.nextUrl.pathname });
}
