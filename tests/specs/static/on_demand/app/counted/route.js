export const dynamic = "force-static";
let runs = 0;
export async function GET() {
  runs += 10;
  return Response.json({ runs });
}
