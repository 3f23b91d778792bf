export function generateStaticParams() { return [{ id: "a" }]; }
export async function GET(request, context) { const { id } = await context.params; return Response.json({ id, query: request.nextUrl.search }); }
