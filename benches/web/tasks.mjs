// What `cargo xtask bench-web` measures: the same steps on every engine, through nothing but the web
// platform. A task makes its inputs once and returns the step that is repeated.

const LONG_TEXT = "Grüße aus München: the quick brown fox jumps over the lazy dog. ".repeat(160).slice(0, 10_000);
const SHORT_TEXT = "The quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs, and so on.....";

const URLS = [
  ["http://localhost:3000/api/hello?name=world"],
  ["https://example.com/"],
  ["https://user:secret@example.com:8443/a/b/c?x=1&y=2#part"],
  ["https://cdn.example.org/assets/img/logo%20small.png"],
  ["/api/users/17/posts?limit=10&cursor=abc", "https://example.com/app/index.html"],
  ["../up/and/./down", "https://example.com/a/b/c/d"],
  ["https://EXAMPLE.com/Search?q=a b&lang=de"],
  ["https://sub.domain.example.co.uk/path/with-dashes/and_underscores/?utm_source=x&utm_medium=y"],
];

const REQUEST_HEADERS = {
  accept: "application/json, text/plain, */*",
  "accept-encoding": "gzip, deflate, br",
  "accept-language": "en-GB,en;q=0.9,de;q=0.8",
  authorization: "Bearer 0123456789abcdef0123456789abcdef",
  "cache-control": "no-cache",
  connection: "keep-alive",
  "content-type": "application/json",
  cookie: "session=0123456789abcdef; theme=dark",
  host: "example.com",
  referer: "https://example.com/page",
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)",
  "x-request-id": "6f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0",
};

export const tasks = {
  "url"() {
    let i = 0;
    return () => {
      const [url, base] = URLS[i++ & 7];
      const parsed = base === undefined ? new URL(url) : new URL(url, base);
      return parsed.href.length + parsed.pathname.length;
    };
  },
  "url-query"() {
    let i = 0;
    return () => {
      const { searchParams } = new URL(`http://localhost:3000/api/hello?name=world&page=${i++ & 63}&tags=a&tags=b%20c`);
      return searchParams.get("page").length + searchParams.getAll("tags").length;
    };
  },
  "headers-read"() {
    const headers = new Headers(REQUEST_HEADERS);
    return () => {
      let length = headers.get("authorization").length + headers.get("Content-Type").length;
      if (headers.has("x-missing")) length++;
      for (const [name, value] of headers) length += name.length + value.length;
      return length;
    };
  },
  "headers-write"() {
    return () => {
      const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
      headers.set("etag", '"0123456789"');
      headers.set("Vary", "accept-encoding");
      headers.append("set-cookie", "a=1; Path=/; HttpOnly");
      headers.append("set-cookie", "b=2; Path=/; HttpOnly");
      headers.set("etag", '"9876543210"');
      headers.delete("vary");
      return headers.getSetCookie().length;
    };
  },
  "json-100"() {
    return json(100);
  },
  "json-10k"() {
    return json(10_000);
  },
  "json-1m"() {
    return json(1_000_000);
  },
  "encode-100"() {
    const encoder = new TextEncoder();
    return () => encoder.encode(SHORT_TEXT).length;
  },
  "encode-10k"() {
    const encoder = new TextEncoder();
    return () => encoder.encode(LONG_TEXT).length;
  },
  "decode-100"() {
    const decoder = new TextDecoder();
    const bytes = new TextEncoder().encode(SHORT_TEXT);
    return () => decoder.decode(bytes).length;
  },
  "decode-10k"() {
    const decoder = new TextDecoder();
    const bytes = new TextEncoder().encode(LONG_TEXT);
    return () => decoder.decode(bytes).length;
  },
  "base64"() {
    let binary = "";
    for (let i = 0; i < 1000; i++) binary += String.fromCharCode((i * 7) & 255);
    return () => atob(btoa(binary)).length;
  },
  "transform"() {
    const chunk = new Uint8Array(65_536);
    return async () => {
      let left = 1600;
      const source = new ReadableStream({
        pull(controller) {
          if (left-- > 0) controller.enqueue(chunk);
          else controller.close();
        },
      });
      let bytes = 0;
      for await (const piece of source.pipeThrough(new TransformStream())) bytes += piece.length;
      return bytes;
    };
  },
  "sha-256"() {
    const bytes = new Uint8Array(10_000_000).fill(7);
    return () => crypto.subtle.digest("SHA-256", bytes);
  },
  "multipart"() {
    const head = '--limit\r\ncontent-disposition: form-data; name="title"\r\n\r\nhello\r\n--limit\r\n' +
      'content-disposition: form-data; name="file"; filename="a.bin"\r\ncontent-type: application/octet-stream\r\n\r\n';
    const parts = [new TextEncoder().encode(head), new Uint8Array(50_000_000).fill(65), new TextEncoder().encode("\r\n--limit--\r\n")];
    const body = new Blob(parts);
    const headers = { "content-type": "multipart/form-data; boundary=limit" };
    return async () => (await new Response(body.stream(), { headers }).formData()).get("file").size;
  },
};

/** Reads a body of about that many bytes as JSON and writes it again. */
function json(bytes) {
  const item = { id: 12345, name: "item", tags: ["a", "b"], ratio: 0.5, ok: true };
  const items = [];
  for (let length = 0; length < bytes - 60; length += JSON.stringify(item).length + 1) items.push({ ...item, id: items.length });
  const text = new TextEncoder().encode(JSON.stringify({ page: 1, items }));
  return async () => (await Response.json(await new Response(text).json()).arrayBuffer()).byteLength;
}

/** Repeats a task's step for some milliseconds: how often, and how long it took. */
export async function run(name, milliseconds) {
  const step = tasks[name]();
  const first = step();
  const isAsync = typeof first === "object";
  let sum = Number(await first);
  let count = 0;
  const start = performance.now();
  let now = start;
  for (let batch = 1; now - start < milliseconds; batch = Math.min(batch * 2, 256)) {
    if (isAsync) {
      sum += Number(await step());
      count++;
    } else {
      for (let i = 0; i < batch; i++) sum += step();
      count += batch;
    }
    now = performance.now();
  }
  return { count, seconds: (now - start) / 1000, sum };
}
