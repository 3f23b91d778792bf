const loaders: Record<string, () => Promise<{ default: string; count(): number }>> = {
  one: () => import("../../lib/one"),
  two: () => import("../../lib/two"),
};
export async function GET(request: Request) {
  const which = new URL(request.url).searchParams.get("which") ?? "";
  try {
    const module = await loaders[which]!();
    return Response.json({ name: module.default, count: module.count() });
  } catch (error) {
    return Response.json({ error: (error as Error).name }, { status: 404 });
  }
}
