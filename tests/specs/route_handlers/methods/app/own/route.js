export const GET = () => new Response("get");
export const HEAD = () => new Response(null, { status: 299, headers: { "x-head": "own" } });
export const OPTIONS = () => new Response("options", { headers: { "access-control-allow-origin": "*" } });
