export async function GET(request, { params }) {
  return Response.json({ at: "lang item", params: (await params) ?? null, path: request.nextUrl.pathname });
}
