export async function GET(request) { return Response.json({ query: request.nextUrl.search }); }
