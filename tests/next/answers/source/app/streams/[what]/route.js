const bytes = (text) => new TextEncoder().encode(text);
const pause = (time) => new Promise((done) => setTimeout(done, time));
const sources = {
  empty: { start: (c) => c.close() },
  "empty-chunks": { start: (c) => { c.enqueue(bytes("")); c.enqueue(bytes("a")); c.enqueue(bytes("")); c.close(); } },
  "error-start": { start: (c) => c.error(new Error("at once")) },
  "throw-start": { start: () => { throw new Error("in start"); } },
  "error-pull": { pull: (c) => c.error(new Error("in pull")) },
  "error-later": { async pull(c) { c.enqueue(bytes("before ")); await pause(20); c.error(new Error("later")); } },
  "throw-later": { async pull(c) { if (this.once) throw new Error("second pull"); this.once = true; c.enqueue(bytes("one")); } },
  "close-later": { async start(c) { c.enqueue(bytes("a")); await pause(20); c.enqueue(bytes("b")); await pause(20); c.close(); } },
  text: { start: (c) => { c.enqueue("text"); c.close(); } },
  views: { start: (c) => { c.enqueue(new Uint16Array([0x6161])); c.enqueue(new DataView(bytes("dv").buffer)); c.close(); } },
  array: { start: (c) => { c.enqueue(bytes("buffer").buffer); c.close(); } },
  byob: { type: "bytes", pull(c) { c.enqueue(bytes("byob")); c.close(); } },
};
export async function POST(request, { params }) {
  const { what } = await params;
  if (what === "echo") return new Response(request.body, { headers: { "content-type": request.headers.get("content-type") ?? "x/none" } });
  if (what === "tee") { const [a, b] = request.body.tee(); const text = await new Response(a).text(); return new Response(b, { headers: { "x-length": String(text.length) } }); }
  if (what === "upper") return new Response(request.body.pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream({ transform: (part, c) => c.enqueue(part.toUpperCase()) })).pipeThrough(new TextEncoderStream()));
  if (what === "reader") { const reader = request.body.getReader(); let length = 0; for (;;) { const { done, value } = await reader.read(); if (done) break; length += value.length; } return Response.json({ length }); }
  if (what === "iterate") { let text = ""; for await (const part of request.body) text += new TextDecoder().decode(part); return Response.json({ text }); }
  if (what === "cancel") { await request.body.cancel(); return Response.json({ used: request.bodyUsed }); }
  if (what === "from") return new Response(ReadableStream.from([bytes("from "), bytes("array")]));
  return new Response(new ReadableStream(sources[what]), { headers: { "x-kind": what } });
}
