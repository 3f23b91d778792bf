import { cookies, headers } from "next/headers";
export async function GET() {
  const jar = cookies();
  jar.set("seen", "yes");
  return Response.json({
    promise: jar instanceof Promise,
    token: jar.get("token"),
    seen: jar.get("seen"),
    authorization: headers().get("authorization"),
    awaited: (await headers()).get("authorization"),
  });
}
