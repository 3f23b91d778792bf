export async function GET(request: Request, context: { params: Promise<{ id: string }> }) {
  const { params } = context;
  return Response.json({
    context: Object.keys(context),
    isPromise: params instanceof Promise,
    keys: Object.keys(params),
    awaited: await params,
  });
}
