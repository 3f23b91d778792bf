if (process.env.NEXT_PHASE !== "phase-production-build") throw new Error("broken module");
export const dynamic = "force-dynamic";
export async function GET() { return new Response("never"); }
