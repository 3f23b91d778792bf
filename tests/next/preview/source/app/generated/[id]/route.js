export const dynamic = "force-static";
export function generateStaticParams() { return [{ id: "a" }]; }
export async function GET(request, context) { const { id } = await context.params; return Response.json({ id }); }
