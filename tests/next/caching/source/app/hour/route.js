export const revalidate = 3600;
export async function GET() { return new Response("hour"); }
