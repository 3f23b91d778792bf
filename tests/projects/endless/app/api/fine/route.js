export function GET() { return new Response("fine"); }
