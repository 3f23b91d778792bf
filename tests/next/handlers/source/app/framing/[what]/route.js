export async function POST(request, context) {
  const { what } = await context.params;
  if (what === "encoding") return new Response("abc", { headers: { "content-encoding": "identity" } });
  if (what === "etag") return new Response("abc", { headers: { etag: '"mine"', "last-modified": "Thu, 01 Jan 1970 00:00:00 GMT" } });
  return new Response("abc");
}
