export const dynamic = "force-dynamic";
export function GET() { return new Response("got", { headers: { "x-m": "get", "content-length": "3", "set-cookie": "a=1", etag: '"e"', "last-modified": "Thu, 01 Jan 1970 00:00:00 GMT" } }); }
export function DELETE() { return new Response(null, { status: 204, headers: { "x-m": "delete" } }); }
export function PUT() { return new Response(null, { status: 201, headers: { location: "/made/1" } }); }
export function PATCH() { return new Response("", { status: 200 }); }
