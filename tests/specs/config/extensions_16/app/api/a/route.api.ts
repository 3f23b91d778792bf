export const GET = () => new Response("route.api.ts");
