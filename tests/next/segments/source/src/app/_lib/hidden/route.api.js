export async function GET(request, { params }) {
  return Response.json({ at: "hidden", params: (await params) ?? null, path: request.nextUrl.pathname });
}
