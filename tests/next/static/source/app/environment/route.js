export const dynamic = "force-static";
export async function GET() { return Response.json({ phase: process.env.NEXT_PHASE, mode: process.env.NODE_ENV }); }
