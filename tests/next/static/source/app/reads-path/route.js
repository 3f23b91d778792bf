export const revalidate = 6000;
export async function GET(request) { return Response.json({ path: request.nextUrl.pathname, method: request.method }); }
