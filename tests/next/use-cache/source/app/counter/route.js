export async function POST() { return Response.json({}); }
export async function GET(request) { return Response.json({ url: request.url.length > 0 }); }
