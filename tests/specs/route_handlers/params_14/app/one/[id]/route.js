export async function GET(request, { params }) {
  return Response.json({ isPromise: params instanceof Promise, id: params.id, awaited: await params });
}
