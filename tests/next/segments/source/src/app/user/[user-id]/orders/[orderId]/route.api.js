export async function GET(request, { params }) {
  return Response.json({ at: "orders", params: (await params) ?? null, path: request.nextUrl.pathname });
}
