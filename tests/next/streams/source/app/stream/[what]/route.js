const wait = (ms) => new Promise((r) => setTimeout(r, ms));
const text = new TextEncoder();
export async function GET(request, context) {
  const { what } = await context.params;
  const made = (pieces, gap, end) => new ReadableStream({
    async start(c) { for (const piece of pieces) { if (gap) await wait(gap); c.enqueue(text.encode(piece)); } if (end) end(c); else c.close(); },
  });
  switch (what) {
    case "three": return new Response(made(["one,", "two,", "three"], 30));
    case "now": return new Response(made(["a", "b", "c"], 0));
    case "empty": return new Response(made([], 0));
    case "empty-pieces": return new Response(made(["", "x", ""], 10));
    case "pull": { let n = 0; return new Response(new ReadableStream({ async pull(c) { await wait(20); if (n === 3) c.close(); else c.enqueue(text.encode(String(n++))); } })); }
    case "fails": return new Response(made(["begun"], 20, (c) => setTimeout(() => c.error(new Error("broken")), 20)));
    case "fails-first": return new Response(made([], 0, (c) => c.error(new Error("broken"))));
    case "typed": return new Response(made(["<p>"], 0), { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" }, status: 203 });
    case "events": return new Response(made(["data: 1\n\n", "data: 2\n\n", "event: end\ndata: 3\n\n"], 20), { headers: { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform", connection: "keep-alive" } });
    case "transform": { const t = new TransformStream(); const w = t.writable.getWriter(); (async () => { await w.write(text.encode("t1")); await wait(20); await w.write(text.encode("t2")); await w.close(); })(); return new Response(t.readable); }
    case "large": return new Response(made(["x".repeat(100000), "y".repeat(100000)], 10));
    case "tee": { const [a, b] = made(["te", "ed"], 10).tee(); b.cancel(); return new Response(a); }
    case "bytes": return new Response(new ReadableStream({ type: "bytes", start(c) { c.enqueue(new Uint8Array([1, 2, 255])); c.close(); } }));
    case "decoded": return new Response(made(["up", "per"], 10).pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream({ transform(v, c) { c.enqueue(v.toUpperCase()); } })).pipeThrough(new TextEncoderStream()));
    case "endless": { let n = 0; let timer; return new Response(new ReadableStream({ start(c) { timer = setInterval(() => c.enqueue(text.encode(`data: ${n++}\n\n`)), 15); }, cancel() { clearInterval(timer); globalThis.cancelled = (globalThis.cancelled ?? 0) + 1; } }), { headers: { "content-type": "text/event-stream" } }); }
    case "cancelled": return Response.json({ cancelled: globalThis.cancelled ?? 0 });
    case "string-pieces": return new Response(new ReadableStream({ start(c) { c.enqueue("text"); c.close(); } }));
  }
  return new Response("unknown");
}
export async function POST(request) { return new Response(request.body); }
