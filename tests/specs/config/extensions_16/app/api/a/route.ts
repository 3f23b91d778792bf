export const GET = () => new Response("route.ts is no route");
