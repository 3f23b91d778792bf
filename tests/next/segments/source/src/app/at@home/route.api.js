export async function GET(request, { params }) {
  return Response.json({ at: "at", params: (await params) ?? null, path: request.nextUrl.pathname });
}
