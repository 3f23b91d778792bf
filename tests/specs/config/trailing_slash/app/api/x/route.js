export const GET = (request) => new Response(new URL(request.url).pathname);
