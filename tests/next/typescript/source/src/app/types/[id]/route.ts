import { NextResponse, type NextRequest } from "next/server";
import type { Metadata } from "next";
export type Unused = Metadata;
interface Context { params: Promise<{ id: string }> }
const wrap = <C>(handler: (request: NextRequest, context: C) => Promise<NextResponse>) => async (request: NextRequest, context: C): Promise<NextResponse> => {
  const response = await handler(request, context);
  response.headers.set("x-wrapped", handler.name || "anonymous");
  return response;
};
export const GET = wrap<Context>(async function show(_request, { params }) { return NextResponse.json({ id: (await params).id }); });
export const PUT = wrap<Context>(async (_request, { params }) => NextResponse.json(await params));
export { GET as DELETE };
