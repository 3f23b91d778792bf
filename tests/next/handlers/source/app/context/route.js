export async function POST(request, context) {
  return Response.json({ keys: Object.keys(context), count: arguments.length, params: (await context.params) ?? "none", self: typeof this });
}
