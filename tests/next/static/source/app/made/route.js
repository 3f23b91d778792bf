export const dynamic = "force-static";
export async function GET() { return new Response("made", { status: 201, statusText: "Made" , headers: { "x-list": "a", etag: "\"own\"" } }); }
