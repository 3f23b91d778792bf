export async function GET(request, { params }) {
  return Response.json({ at: "dashed", params: (await params) ?? null, path: request.nextUrl.pathname });
}
