export const config = { runtime: "edge" };
export default async function handler(request, event) {
  const u = new URL(request.url);
  if (u.searchParams.get("act") === "throw") throw new Error("edge api");
  if (u.searchParams.get("act") === "nothing") return undefined;
  if (request.method === "POST") return new Response(await request.text(), { status: 201 });
  return Response.json({ url: request.url, query: [...u.searchParams], next: request.nextUrl.pathname, wait: typeof event?.waitUntil, runtime: process.env.NEXT_RUNTIME });
}
