export async function HEAD() { return new Response(null, { headers: { "x-head": "own" } }); }
