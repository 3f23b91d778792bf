export function generateStaticParams() { return [{ id: "a" }]; }
export async function GET(request, context) { const { id } = await context.params; if (id !== "a") throw new Error("thrown"); return Response.json({ id }); }
