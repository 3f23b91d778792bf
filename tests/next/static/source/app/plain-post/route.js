let n = 0;
export async function GET() { n += 1; return Response.json({ n }); }
export async function POST() { return new Response("posted"); }
