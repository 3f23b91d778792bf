import { cookies } from "next/headers";
export async function POST() {
  const jar = await cookies();
  jar.set("new", "1");
  jar.set("x", "30");
  jar.set("y", "20");
  return Response.json(jar.getAll().map((cookie) => `${cookie.name}=${cookie.value}`));
}
