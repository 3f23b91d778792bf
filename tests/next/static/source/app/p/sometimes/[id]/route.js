export function generateStaticParams() { return [{ id: "a" }]; }
export async function GET(request, context) { const { id } = await context.params; return Response.json({ id, agent: id === "a" ? "none" : request.headers.get("user-agent") }); }
