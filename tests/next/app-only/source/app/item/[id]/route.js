export async function GET(request, context) { await request.text(); return new Response((await context.params).id); }
