export async function GET(request, { params }) {
  return Response.json({ at: "about", params: (await params) ?? null, path: request.nextUrl.pathname });
}
