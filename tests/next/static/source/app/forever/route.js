export const revalidate = false;
let n = 0;
export async function GET() { n += 1; return Response.json({ n, build: process.env.NEXT_PHASE === "phase-production-build" }); }
