export const revalidate = 3600;
let made = 0;
export function GET() {
  made += 1;
  return Response.json({ made }, { status: 203, headers: { "x-own": "1", "set-cookie": "a=1" } });
}
