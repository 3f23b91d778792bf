export async function GET(request, { params }) {
  return Response.json({ at: "me", params: (await params) ?? null, path: request.nextUrl.pathname });
}
