export async function POST(request, context) { const { name } = await context.params; return Response.json({ value: process.env[name] ?? null, has: name in process.env }); }
