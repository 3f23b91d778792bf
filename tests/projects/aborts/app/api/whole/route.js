export async function POST(request) {
  const bytes = await request.arrayBuffer();
  return new Response(String(bytes.byteLength));
}
