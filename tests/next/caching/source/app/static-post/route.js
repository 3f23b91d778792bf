export const dynamic = "force-static";
export async function GET(request) { return Response.json({ query: request.nextUrl.search }); }
export async function POST() { return new Response("posted"); }
