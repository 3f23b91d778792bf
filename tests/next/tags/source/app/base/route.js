export async function POST(request) {
  globalThis.base = `http://127.0.0.1:${request.nextUrl.searchParams.get("port")}`;
  return new Response("told");
}
