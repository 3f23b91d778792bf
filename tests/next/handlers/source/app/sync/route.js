export function GET() { return new Response("sync"); }
export const POST = () => new Response("arrow");
