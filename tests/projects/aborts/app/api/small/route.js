export async function POST(request) {
  return new Response(String((await request.arrayBuffer()).byteLength));
}

export function GET() {
  return new Promise(() => {});
}
