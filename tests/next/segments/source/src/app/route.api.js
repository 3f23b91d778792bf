export async function GET(request, { params }) {
  return Response.json({ at: "root", params: (await params) ?? null, path: request.nextUrl.pathname });
}
