export async function GET(request) {
  const bytes = request.nextUrl.searchParams.get("bytes");
  return new Response("x".repeat(Number(bytes)), { headers: { "x-at": String(performance.now()) } });
}
