// GET /api/events?limit=5&interval=1000: server-sent events until the limit, or until the client leaves.
// https://html.spec.whatwg.org/multipage/server-sent-events.html

import type { NextRequest } from 'next/server';

const HEARTBEAT_MS = 15_000;

export function GET(request: NextRequest): Response {
  const limit = within(request.nextUrl.searchParams.get('limit'), 5, 1, 1000);
  const interval = within(request.nextUrl.searchParams.get('interval'), 1000, 10, 60_000);
  return new Response(ticks(limit, interval, request.signal), {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache, no-transform' },
  });
}

function ticks(limit: number, interval: number, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = (): void => {};
  return new ReadableStream({
    start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      let count = 0;
      const tick = setInterval(() => {
        count += 1;
        send(`id: ${count}\nevent: tick\ndata: ${JSON.stringify({ count, time: new Date().toISOString() })}\n\n`);
        if (count < limit) return;
        send('event: done\ndata: {}\n\n');
        stop();
        controller.close();
      }, interval);
      // A comment line now and then keeps proxies from closing a quiet connection.
      const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
      stop = () => {
        clearInterval(tick);
        clearInterval(heartbeat);
        signal.removeEventListener('abort', stop);
      };
      signal.addEventListener('abort', stop);
      send('retry: 2000\n: welcome\n\n');
    },
    cancel() {
      stop();
    },
  });
}

function within(text: string | null, fallback: number, least: number, most: number): number {
  const number = Number(text ?? fallback);
  return Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : fallback;
}
