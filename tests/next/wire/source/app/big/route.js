export const GET = (request) => new Response("x".repeat(5000), { headers: { "x-q": request.nextUrl.search, "content-type": "text/plain" } });
