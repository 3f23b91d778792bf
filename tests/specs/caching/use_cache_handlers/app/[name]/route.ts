import { revalidateTag } from "next/cache";
import { table } from "../../lib/typed";

export async function GET(request: Request, context: { params: Promise<{ name: string }> }): Promise<Response> {
  const { name } = await context.params;
  const id = Number(new URL(request.url).searchParams.get("id"));
  const read = table(name);
  return Response.json([await read(id), await read(id, { wide: true }), await read(id)]);
}

export async function DELETE(request: Request, context: { params: Promise<{ name: string }> }): Promise<Response> {
  const { name } = await context.params;
  revalidateTag(`${name}:`, { expire: 0 });
  return new Response(null, { status: 204 });
}
