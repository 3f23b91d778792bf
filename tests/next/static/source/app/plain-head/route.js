export const dynamic = "force-static";
export async function GET() { return new Response("got", { headers: { "x-from": "get" } }); }
export async function HEAD() { return new Response(null, { headers: { "x-from": "head" } }); }
