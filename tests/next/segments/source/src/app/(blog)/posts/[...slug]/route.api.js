export async function GET(request, { params }) {
  return Response.json({ at: "posts", params: (await params) ?? null, path: request.nextUrl.pathname });
}
