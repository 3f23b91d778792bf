export const revalidate = 6000;
export async function GET() { return new Response("own", { headers: { "cache-control": "max-age=7" } }); }
