import { cookies } from "next/headers";
export async function GET() {
  const jar = await cookies();
  jar.set("same", "jar");
  jar.set("other", "jar", { httpOnly: true });
  const response = new Response("ok");
  response.headers.append("set-cookie", "raw=1");
  response.headers.append("set-cookie", "same=response; Path=/p; Unknown=1; SameSite=Lax");
  return response;
}
