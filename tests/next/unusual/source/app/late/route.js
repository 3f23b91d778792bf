export const dynamic = "force-dynamic";
export async function GET(request) {
  const kind = request.nextUrl.searchParams.get("kind");
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  const run = async () => {
    await writer.write(new TextEncoder().encode("first,"));
    await new Promise((r) => setTimeout(r, 10));
    if (kind === "fail") return writer.abort(new Error("gone"));
    if (kind === "number") return writer.write(7);
    await writer.write(new TextEncoder().encode("last"));
    await writer.close();
  };
  run().catch(() => {});
  return new Response(readable, { status: kind === "status" ? 207 : 200, headers: { "content-type": "text/plain", "x-kind": kind ?? "none" } });
}
