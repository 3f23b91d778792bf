export const revalidate = 6000;
export async function GET(request) { return Response.json({ agent: request.headers.get("user-agent") }); }
