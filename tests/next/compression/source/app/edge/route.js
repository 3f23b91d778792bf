export const runtime = "edge";
export async function GET() { return new Response("ab".repeat(600), { headers: { "content-type": "text/plain" } }); }
