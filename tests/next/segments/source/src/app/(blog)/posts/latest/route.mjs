export async function GET(request, { params }) {
  return Response.json({ at: "latest", params: (await params) ?? null, path: request.nextUrl.pathname });
}
