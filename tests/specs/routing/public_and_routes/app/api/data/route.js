export const GET = () => new Response("from the route");
