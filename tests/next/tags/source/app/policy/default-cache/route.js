export const fetchCache = "default-cache";
export const dynamic = "force-dynamic";
const options = { none: undefined, force: { cache: "force-cache" }, store: { cache: "no-store" }, hour: { next: { revalidate: 3600 } }, zero: { next: { revalidate: 0 } } };
export async function GET(request) {
  const how = request.nextUrl.searchParams.get("how");
  const base = `http://127.0.0.1:${request.nextUrl.searchParams.get("port")}`;
  try {
    const response = await fetch(`${base}/api/source?key=default-cache-${how}`, options[how]);
    return new Response(await response.text());
  } catch (error) {
    return Response.json({ message: error.message.replace(/http\S+/, "(the address)") });
  }
}
