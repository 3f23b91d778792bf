export const dynamic = "error";
export async function GET() { return new Response("strict"); }
