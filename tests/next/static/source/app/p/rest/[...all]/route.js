export function generateStaticParams() { return [{ all: ["x", "y z"] }]; }
export async function GET(request, context) { return Response.json(await context.params); }
