export async function GET(request) {
  const upstream = await fetch(new URL("/gzip", request.url));
  const bytes = new Uint8Array(await upstream.arrayBuffer());
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  return new Response(text, { headers: upstream.headers });
}
