export default function handler() { return new Response("default"); }
export const POST = () => new Response("p");
