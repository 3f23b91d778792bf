export const dynamicParams = true;
export const dynamic = "force-static";
export const generateStaticParams = async () => [];
export async function GET(request, { params }) {
  const { id } = await params;
  const response = await fetch(`${globalThis.base}/api/source?key=kept-${id}`, { next: { tags: ["kept", `kept-${id}`], ...(id === "timed" ? { revalidate: 1 } : {}) } });
  return Response.json({ id, text: await response.text() });
}
