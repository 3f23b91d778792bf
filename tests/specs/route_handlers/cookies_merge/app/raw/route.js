import { cookies } from "next/headers";
export async function GET() {
  (await cookies()).get("x");
  const response = new Response("ok");
  response.headers.append("set-cookie", "raw=1; Unknown=x");
  response.headers.append("set-cookie", "raw2=2");
  return response;
}
