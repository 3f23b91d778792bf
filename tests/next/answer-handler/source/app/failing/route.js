export const revalidate = 1;
let runs = 0;

export async function GET() {
  if (globalThis.answerCalls !== undefined && ++runs > 1) throw new Error("it fails");
  return new Response("whole");
}
