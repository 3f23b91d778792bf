export async function GET(request, { params }) {
  return Response.json({ at: "deep rest", params: (await params) ?? null, path: request.nextUrl.pathname });
}
