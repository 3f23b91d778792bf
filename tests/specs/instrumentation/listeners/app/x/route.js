export const dynamic = "force-dynamic";
export function GET() {
  setTimeout(() => {
    throw new Error("lost");
  }, 1);
  return Response.json(globalThis.found);
}
