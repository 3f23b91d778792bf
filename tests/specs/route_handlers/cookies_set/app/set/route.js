import { cookies } from "next/headers";
export async function POST() {
  const jar = await cookies();
  jar.set("a", "1");
  jar.set("b", "two words;\u00e9", {
    httpOnly: true, secure: true, sameSite: "strict", path: "/x", domain: "example.com", priority: "high", partitioned: true,
  });
  jar.set({ name: "c", value: "3", maxAge: 0 });
  jar.set("d", "", { path: "" });
  jar.set("e", "5", { sameSite: true });
  jar.set("f", "6", { sameSite: false, expires: 1700000000000 });
  jar.set("g", "7", { expires: new Date(0) });
  jar.set("a", "again");
  return new Response(null, { status: 201 });
}
