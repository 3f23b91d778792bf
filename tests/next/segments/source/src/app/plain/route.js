export async function GET(request, { params }) {
  return Response.json({ at: "not an extension", params: (await params) ?? null, path: request.nextUrl.pathname });
}
