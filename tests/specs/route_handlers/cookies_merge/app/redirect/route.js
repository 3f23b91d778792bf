import { cookies } from "next/headers";
export async function GET() {
  (await cookies()).set("seen", "1");
  return Response.redirect("http://example.com/next", 302);
}
