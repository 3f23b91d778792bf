export function GET() {
  let pieces = 0;
  return new Response(
    new ReadableStream({
      pull(controller) {
        if (pieces++ < 10) controller.enqueue(new Uint8Array(65536));
        else controller.error(new Error("half way"));
      },
    }),
  );
}
