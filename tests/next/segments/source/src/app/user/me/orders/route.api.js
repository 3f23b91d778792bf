export async function GET(request, { params }) {
  return Response.json({ at: "my orders", params: (await params) ?? null, path: request.nextUrl.pathname });
}
