export async function GET(request, context) {
  const h = Object.fromEntries([...request.headers].filter(([k]) => k.startsWith("x-t") || k.startsWith("x-middleware")));
  const { cookies } = await import("next/headers");
  return Response.json({ at: "one", params: (await context.params) ?? null, path: request.nextUrl.pathname, search: request.nextUrl.search, h, cookies: (await cookies()).getAll().map((c) => c.name + "=" + c.value) }, { headers: { "x-dup": "handler" } });
}
export async function POST(request) { return Response.json({ at: "one", body: await request.text() }); }
