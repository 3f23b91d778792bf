export const revalidate = 1;
export async function GET() { return process.env.NEXT_PHASE === "phase-production-build" ? new Response("fine") : new Response("refused", { status: 503 }); }
