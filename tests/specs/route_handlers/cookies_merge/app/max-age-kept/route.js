import { cookies } from "next/headers";
export async function GET() {
  (await cookies()).set("a", "1");
  const response = new Response("ok");
  response.headers.append("set-cookie", "b=2; Max-Age=0; Secure");
  return response;
}
