export async function POST(request, context) {
  const { what } = await context.params;
  switch (what) {
    case "json": return Response.json({ a: [1, null, "é"] });
    case "buffer": return new Response(new Uint8Array([0, 1, 2, 255]));
    case "array-buffer": return new Response(new Uint8Array([97]).buffer);
    case "params": return new Response(new URLSearchParams({ a: "1 2", b: "&" }));
    case "blob": return new Response(new Blob(["<x/>"], { type: "text/xml" }));
    case "untyped-blob": return new Response(new Blob(["x"]));
    case "utf8": return new Response("hällo €");
    case "stream": return new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("s")); c.close(); } }));
    case "large": return new Response("x".repeat(5000));
  }
  return new Response("unknown");
}
