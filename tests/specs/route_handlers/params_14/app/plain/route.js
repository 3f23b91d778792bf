export const GET = (_, context) => Response.json({ keys: Object.keys(context), params: String(context.params) });
