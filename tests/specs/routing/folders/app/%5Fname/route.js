export const GET = () => new Response("underscore");
