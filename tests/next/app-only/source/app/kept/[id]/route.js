export const revalidate = 60;
export async function generateStaticParams() { return [{ id: "a" }]; }
export async function GET(request, context) {
  const { id } = await context.params;
  if (id === "throws") throw new Error("it fails");
  if (id === "looks") return new Response(request.headers.get("host"));
  return new Response(id);
}
