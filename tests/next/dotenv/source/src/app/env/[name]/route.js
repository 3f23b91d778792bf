export async function GET(request, { params }) {
  const { name } = await params;
  return Response.json({ value: process.env[name] ?? null, has: name in process.env });
}
export const POST = GET;
