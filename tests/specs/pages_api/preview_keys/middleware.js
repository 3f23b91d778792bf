import { NextResponse } from "next/server";
import { draftMode } from "next/headers";

export async function middleware(request) {
  const draft = await draftMode();
  if (request.nextUrl.searchParams.has("leave")) draft.disable();
  const response = NextResponse.next();
  response.headers.set("x-draft", String(draft.isEnabled));
  return response;
}
