export async function POST(request) {
  let bytes = 0;
  for await (const piece of request.body) bytes += piece.byteLength;
  return new Response(String(bytes));
}
