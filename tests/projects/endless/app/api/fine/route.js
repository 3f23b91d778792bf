export function GET() {
  return new Response("fine");
}

export async function POST(request) {
  return new Response(await request.text());
}
