export function generateStaticParams() { return [{ all: [] }, { all: ["x"] }]; }
export async function GET(request, context) { return Response.json(await context.params); }
