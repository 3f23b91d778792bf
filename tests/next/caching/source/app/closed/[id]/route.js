export const dynamicParams = false;
export function generateStaticParams() { return [{ id: "a" }]; }
export async function GET(request, context) { return Response.json({ id: (await context.params).id }); }
