globalThis.served ??= 0;
export const dynamic = "force-dynamic";
export async function POST() { globalThis.served += 1; return Response.json({ n: globalThis.served }); }
export async function GET() { globalThis.served += 1; return Response.json({ n: globalThis.served }); }
