export const GET = () =>
  new Response(new Blob(["zipped"]).stream().pipeThrough(new CompressionStream("gzip")), { headers: { "x-upstream": "1" } });
