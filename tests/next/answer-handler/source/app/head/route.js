export const dynamic = "force-static";

export async function GET() {
  return new Response("head", { headers: { "cache-control": "public, max-age=5", etag: '"x"' } });
}
