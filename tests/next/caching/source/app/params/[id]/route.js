export function generateStaticParams() { return [{ id: "a" }, { id: "b c" }]; }
export async function GET(request, context) { return Response.json({ id: (await context.params).id }); }
