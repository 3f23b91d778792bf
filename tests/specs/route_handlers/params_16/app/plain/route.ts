export const GET = async (_: Request, context: { params: Promise<undefined> }) =>
  Response.json({ context: Object.keys(context), params: String(await context.params) });
