// The route handler that is measured: a query to JSON, and a JSON body back to the client.

export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  return Response.json({ hello: searchParams.get("name") ?? "world" });
}

export async function POST(request: Request): Promise<Response> {
  return Response.json(await request.json());
}
