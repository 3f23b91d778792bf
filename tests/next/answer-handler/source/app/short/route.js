export const revalidate = 1;
let runs = 0;

export async function GET() {
  return new Response(`short ${++runs}`, { status: 203 });
}
