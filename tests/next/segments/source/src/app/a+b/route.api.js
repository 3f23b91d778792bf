export async function GET(request, { params }) {
  return Response.json({ at: "plus", params: (await params) ?? null, path: request.nextUrl.pathname });
}
