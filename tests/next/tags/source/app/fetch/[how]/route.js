import { call } from "../../../lib/calls";
export async function POST(request, { params }) {
  return Response.json(await call((await params).how, `http://127.0.0.1:${request.nextUrl.searchParams.get("port")}`));
}
