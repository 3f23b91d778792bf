export const dynamic = "force-dynamic";
export async function GET(request) {
  const encoder = new TextEncoder();
  const control = request.nextUrl.searchParams.get("control") ?? "no-cache";
  const stream = new ReadableStream({ async start(controller) {
    for (const n of [1, 2, 3]) { controller.enqueue(encoder.encode(`data: ${n}\n\n`)); await new Promise((resolve) => setTimeout(resolve, 150)); }
    controller.close();
  } });
  return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": control } });
}
