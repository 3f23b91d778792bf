export async function GET(request, { params }) {
  return Response.json({ at: "cart", params: (await params) ?? null, path: request.nextUrl.pathname });
}
