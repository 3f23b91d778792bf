export function GET() {
  const piece = new Uint8Array(16384).fill(97);
  return new Response(
    new ReadableStream({
      pull(controller) {
        controller.enqueue(piece);
      },
      cancel(reason) {
        console.log("cancelled", reason.name);
      },
    }),
  );
}
