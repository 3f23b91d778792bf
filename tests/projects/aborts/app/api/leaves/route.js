const piece = new Uint8Array(16384);
let requests = 0;

// Leaves behind all that a handler may: an aborted fetch, a clone that nobody reads, a stream that fails half way, and
// its own body unread.
export async function POST(request) {
  const controller = new AbortController();
  const { port } = new URL(request.url);
  const fetching = fetch(`http://127.0.0.1:${port}/api/endless`, { signal: controller.signal });
  // Mostly before there is a connection, now and then in the middle of the body.
  const isRead = requests++ % 16 === 0;
  const reading = isRead ? fetching.then((response) => response.text()) : fetching;
  const aborted = reading.catch((error) => [error.name, error.cause?.message].filter(Boolean).join(": "));
  if (isRead) await Promise.allSettled([fetching]);
  controller.abort();
  const clone = new Response(piece.slice()).clone();
  const failing = new ReadableStream({
    pull(stream) {
      stream.enqueue(piece);
      stream.error(new Error("half way"));
    },
  });
  const failed = new Response(failing).text().catch((error) => error.message);
  return new Response(`${await aborted}, ${await failed}, ${clone.bodyUsed}, ${request.clone().bodyUsed}`);
}
