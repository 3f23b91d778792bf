export const dynamic = "force-dynamic";
export async function GET(request) {
  const query = request.nextUrl.searchParams;
  const headers = new Headers();
  if (query.has("type")) headers.set("content-type", query.get("type"));
  for (const name of ["cache-control", "content-encoding", "vary", "etag"]) if (query.has(name)) headers.set(name, query.get(name));
  return new Response("ab".repeat(Number(query.get("n") ?? 600)), { headers, status: Number(query.get("status") ?? 200) });
}
export async function POST() { return Response.json({ text: "ab".repeat(600) }); }
