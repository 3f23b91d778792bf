import { activeSpan } from "../../lib/tracing";

export async function GET(request) {
  await null;
  return Response.json(activeSpan(), { status: Number(request.nextUrl.searchParams.get("s")) });
}

export async function POST() {
  throw new RangeError("post boom");
}
