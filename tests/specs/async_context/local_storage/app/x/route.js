import { run } from "../../cases.mjs";
export async function GET(request) {
  return new Response(await run(request.nextUrl.searchParams.get("id")));
}
