export async function GET(request, { params }) {
  return Response.json({ at: "intercepted", params: (await params) ?? null, path: request.nextUrl.pathname });
}
