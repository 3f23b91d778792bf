export const dynamic = "force-static";
export async function GET(request) { return Response.json({ url: request.url.replace(/:[0-9]+/, ""), query: [...request.nextUrl.searchParams], cookies: request.cookies.getAll().length, ua: request.headers.get("user-agent") }, { status: 203, headers: { "x-own": "1", "set-cookie": "s=1" } }); }
