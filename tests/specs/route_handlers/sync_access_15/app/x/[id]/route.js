import { cookies, headers } from "next/headers";
export function GET(request, { params }) {
  cookies().set("seen", "1");
  return Response.json({ token: cookies().get("token").value, cookie: headers().get("cookie"), id: params.id, ip: String(request.ip), geo: String(request.geo) });
}
