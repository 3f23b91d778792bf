export const dynamicParams = false;
export async function generateStaticParams() { return [{ id: "a" }]; }
export async function GET(request, context) { return new Response((await context.params).id); }
