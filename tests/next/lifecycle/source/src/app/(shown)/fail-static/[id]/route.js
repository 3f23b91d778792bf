export const revalidate = 1;
export const generateStaticParams = () => [];
export async function GET(request, { params }) {
  const { id } = await params;
  const made = (globalThis[`made-${id}`] = (globalThis[`made-${id}`] ?? 0) + 1);
  if (id === "never" || (id === "once" && made > 1)) throw new Error(`no ${made} of ${id}`);
  return Response.json({ id, made });
}
