export const dynamic = "force-static";
export async function GET() { return new Response("x", { headers: { "cache-control": "max-age=7" } }); }
