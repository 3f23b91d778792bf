export const dynamic = "force-static";
export async function GET() { const headers = new Headers(); headers.append("set-cookie", "a=1; Path=/"); headers.append("set-cookie", "b=2; HttpOnly"); return new Response("cookies", { headers }); }
