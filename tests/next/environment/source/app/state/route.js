export async function POST() { return Response.json({ registered: globalThis.registered ?? 0, errors: globalThis.errors ?? [] }); }
