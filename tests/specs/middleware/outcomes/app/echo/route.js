import { cookies } from "next/headers";

export async function GET(request) {
  const store = await cookies();
  return Response.json({
    url: request.nextUrl.pathname + request.nextUrl.search,
    added: request.headers.get("x-added"),
    removed: request.headers.get("x-removed"),
    seen: store.get("seen")?.value ?? null,
    from: request.headers.get("x-from"),
  });
}

export async function POST(request) {
  return Response.json({ body: await request.text() });
}
