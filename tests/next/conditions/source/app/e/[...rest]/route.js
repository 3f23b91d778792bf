export async function GET(request, { params }) {
  return Response.json({ rest: (await params).rest, seen: request.nextUrl.pathname + request.nextUrl.search }, { headers: { vary: "x-handler" } });
}
