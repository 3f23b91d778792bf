export const GET = () => new Response("fine");
