export const revalidate = 1;
let n = 0;
export async function GET() { n += 1; if (process.env.NEXT_PHASE !== "phase-production-build") throw new Error("not now"); return Response.json({ n }); }
