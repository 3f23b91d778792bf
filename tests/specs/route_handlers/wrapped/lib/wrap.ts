import { NextRequest, NextResponse } from "next/server";
type Handler = (request: NextRequest, context: { params: Promise<Record<string, string>> }) => Promise<Response> | Response;
export class HttpError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}
export const withErrors = (handler: Handler): Handler => async (request, context) => {
  try {
    return await handler(request, context);
  } catch (error) {
    if (error instanceof HttpError) return NextResponse.json({ error: error.message }, { status: error.status });
    if (error instanceof SyntaxError) return NextResponse.json({ error: "not JSON" }, { status: 400 });
    throw error;
  }
};
export const withUser = (handler: (request: NextRequest, user: string) => Promise<Response>): Handler => async (request) => {
  const [scheme, token] = request.headers.get("authorization")?.split(" ") ?? [];
  if (scheme !== "Bearer" || token !== "good") throw new HttpError(401, "who are you");
  return handler(request, "ada");
};
