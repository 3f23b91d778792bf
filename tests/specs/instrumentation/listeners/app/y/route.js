export const dynamic = "force-dynamic";
export async function GET() {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return new Response("still here");
}
