export const dynamic = "force-static";
export async function GET() { return new Response(new Blob(["a,b"], { type: "text/csv" })); }
