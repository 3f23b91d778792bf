import { NextResponse } from "next/server";
const answers = {
  undefined: () => undefined,
  null: () => null,
  object: () => ({ a: 1 }),
  string: () => "text",
  next: () => NextResponse.next(),
  rewrite: () => NextResponse.rewrite(new URL("http://localhost/x")),
  error: () => Response.error(),
  fine: () => new Response("fine"),
};
export async function GET(request, { params }) {
  return answers[(await params).kind]();
}
