throw new Error("module boom");
export const GET = () => new Response("never");
