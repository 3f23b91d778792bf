export async function GET(request) { return new Response("cd".repeat(request.url.length > 0 ? 600 : 0)); }
