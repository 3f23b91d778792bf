import { cookies } from "next/headers";
import { NextResponse } from "next/server";
export async function GET() {
  (await cookies()).set("seen", "1");
  const response = NextResponse.redirect("https://example.com/");
  response.cookies.set("own", "2");
  return response;
}
