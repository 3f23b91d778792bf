export async function GET(request, { params }) {
  return Response.json({ at: "docs", params: (await params) ?? null, path: request.nextUrl.pathname });
}
