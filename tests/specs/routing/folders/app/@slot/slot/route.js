export const GET = () => new Response("slot");
