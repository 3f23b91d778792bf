export const revalidate = false;
export async function GET() { return new Response("forever"); }
