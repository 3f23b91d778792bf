import { headers } from "next/headers";
export async function GET(request: Request): Promise<Response> {
  const store = await headers();
  return Response.json({ kind: store.get("x-kind"), same: request.headers.get("x-kind") });
}
