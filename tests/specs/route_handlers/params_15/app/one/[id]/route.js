export async function GET(request, { params }) {
  return Response.json({ isPromise: params instanceof Promise, keys: Object.keys(params), id: params.id, awaited: await params });
}
