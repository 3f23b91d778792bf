let made = 0;
export function GET() {
  made += 1;
  return Response.json({ made });
}
export function PUT() {
  return new Response("put");
}
