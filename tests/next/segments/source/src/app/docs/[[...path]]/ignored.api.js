export async function GET(request, { params }) {
  return Response.json({ at: "ignored", params: (await params) ?? null, path: request.nextUrl.pathname });
}
