export const dynamic = "force-static";
let runs = 0;

export async function GET(request) {
  return Response.json({ run: ++runs, query: request.nextUrl.search, header: request.headers.get("x-asked") });
}
