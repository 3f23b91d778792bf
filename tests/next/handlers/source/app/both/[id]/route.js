export async function POST(request, context) {
  const params = await context.params;
  return Response.json({ own: context.params.id ?? "absent", awaited: params.id, isPromise: typeof context.params.then });
}
