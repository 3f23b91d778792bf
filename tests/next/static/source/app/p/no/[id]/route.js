
let n = 0;
export async function GET(request, context) { n += 1; return Response.json({ id: (await context.params).id, n, path: request.nextUrl.pathname }); }
