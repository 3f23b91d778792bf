export async function GET() {
  console.log("slow began");
  await new Promise((resolve) => setTimeout(resolve, 500));
  return new Response("slow done");
}
