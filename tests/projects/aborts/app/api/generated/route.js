const piece = new Uint8Array(65536).fill(97);

// Each piece is new memory, as what a handler makes for an answer is.
function pulled() {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(piece.slice());
    },
  });
}

async function* iterated() {
  for (;;) yield piece.slice();
}

export function GET(request) {
  const by = new URL(request.url).searchParams.get("by");
  if (by === "iterator") return new Response(iterated());
  if (by !== "transform") return new Response(pulled());
  const transform = new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.map((byte) => byte + 1));
    },
  });
  return new Response(pulled().pipeThrough(transform));
}
