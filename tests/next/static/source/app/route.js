export const dynamic = "force-static";
export async function GET(request) { return Response.json({ root: request.nextUrl.pathname }); }
