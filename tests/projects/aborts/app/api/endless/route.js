// A body that ends when nobody wants it any more, without a word.
export function GET() {
  const piece = new Uint8Array(16384).fill(97);
  return new Response(
    new ReadableStream({
      pull(controller) {
        controller.enqueue(piece);
      },
    }),
  );
}
