export const PATCH = () => new Response("PATCH");
export const DELETE = async () => new Response(null, { status: 204 });
