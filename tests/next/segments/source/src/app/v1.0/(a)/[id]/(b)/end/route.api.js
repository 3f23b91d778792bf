export async function GET(request, { params }) {
  return Response.json({ at: "end", params: (await params) ?? null, path: request.nextUrl.pathname });
}
