export const dynamic = "force-static";
export async function GET() { return new Response(new Uint8Array([104, 105, 10]), { headers: { "content-type": "application/x-own", "content-length": "3" } }); }
