export const dynamic = "force-static";
export async function GET() {
  const encoder = new TextEncoder();
  return new Response(new ReadableStream({ start(c) { c.enqueue(encoder.encode("one ")); c.enqueue(encoder.encode("two")); c.close(); } }));
}
