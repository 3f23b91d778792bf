export const revalidate = 60;
const runs = {};

export async function generateStaticParams() {
  return [{ id: "a" }];
}

export async function GET(request, context) {
  const { id } = await context.params;
  return new Response(`${id} ${(runs[id] = (runs[id] ?? 0) + 1)}`);
}
