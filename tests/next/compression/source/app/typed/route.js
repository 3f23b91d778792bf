export async function GET(request) { return new Response("ef".repeat(request.url.length > 0 ? 600 : 0), { headers: { "content-type": "text/html" } }); }
