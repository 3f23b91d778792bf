export const GET = () => new Response("two groups");
