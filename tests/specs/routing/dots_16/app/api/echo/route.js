export const GET = (request) => new Response(request.nextUrl.pathname);
