import { activeSpan } from "../../lib/tracing";

export const dynamic = "force-dynamic";

export function GET() {
  const pieces = ["one ", "two ", String(activeSpan())];
  return new Response(
    new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(piece));
      },
    }),
  );
}
