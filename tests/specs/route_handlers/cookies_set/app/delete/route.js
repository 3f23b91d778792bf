import { cookies } from "next/headers";
export async function POST() {
  const jar = await cookies();
  jar.delete("f");
  jar.delete({ name: "g", path: "/g", domain: "x.com" });
  return Response.json({ has: jar.has("f"), f: jar.get("f")?.value });
}
