import { cookies } from "next/headers";
export async function GET(request) {
  (await cookies()).set("proxy", "1");
  return fetch(new URL("/raw", request.url));
}
