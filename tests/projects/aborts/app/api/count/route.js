export async function POST(request) {
  let bytes = 0;
  if (new URL(request.url).searchParams.get("by") === "reader") {
    const reader = request.body.getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
    }
  } else {
    for await (const piece of request.body) bytes += piece.byteLength;
  }
  return new Response(String(bytes));
}
