export async function POST(request) {
  const body = request.body.pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream({ transform(v, c) { c.enqueue(v.toUpperCase()); } })).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { "content-type": "text/plain" } });
}
