export const GET = () => new Response("app");
