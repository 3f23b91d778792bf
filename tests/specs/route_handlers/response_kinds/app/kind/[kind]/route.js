const kinds = {
  string: () => new Response("h\u00e9llo \u{1F600}"),
  empty: () => new Response(""),
  null: () => new Response(null),
  json: () => Response.json({ text: "h\u00e9", list: [1, undefined], date: new Date(0) }),
  params: () => new Response(new URLSearchParams({ a: "1 2", b: "&" })),
  buffer: () => new Response(new TextEncoder().encode("buffer").buffer),
  bytes: () => new Response(Buffer.from("bytes")),
  blob: () => new Response(new Blob(["bl", "ob"])),
  typedblob: () => new Response(new Blob(["<p>"], { type: "text/html" })),
  file: () => new Response(new File(["a,b"], "x.csv", { type: "text/csv" })),
  stream: () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("one "));
          controller.enqueue(new TextEncoder().encode("two"));
          controller.close();
        },
      }),
    ),
  "own-type": () => new Response("{}", { headers: { "Content-Type": "application/vnd.api+json" } }),
  204: () => new Response(null, { status: 204, headers: { "x-a": "1" } }),
  304: () => new Response(null, { status: 304, headers: { etag: '"x"' } }),
};
export const GET = async (_, { params }) => kinds[(await params).kind]();
