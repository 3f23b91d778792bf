export const config = { runtime: "edge" };
export default async (request) => new Response(JSON.stringify(await request.json()), { status: 201, headers: { "x-edge": "1" } });
