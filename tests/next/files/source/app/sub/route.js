export const POST = () => new Response("sub");
