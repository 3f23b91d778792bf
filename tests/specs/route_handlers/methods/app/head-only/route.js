export const HEAD = () => new Response(null, { headers: { "x-head": "1" } });
