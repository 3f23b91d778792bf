import { cookies } from "next/headers";
export async function POST(request, context) {
  const { what } = await context.params;
  const jar = await cookies();
  const headers = new Headers();
  switch (what) {
    case "plain": jar.set("a", "1"); break;
    case "object": jar.set({ name: "o", value: "v", path: "/p" }); break;
    case "options": jar.set("b", "two words;é", { httpOnly: true, secure: true, sameSite: "strict", path: "/x", domain: "example.com", priority: "high", partitioned: true }); break;
    case "max-age": jar.set("m", "1", { maxAge: 60 }); break;
    case "max-age-0": jar.set("m", "1", { maxAge: 0 }); break;
    case "expires": jar.set("e", "1", { expires: new Date(1700000000000) }); break;
    case "expires-number": jar.set("e", "1", { expires: 1700000000000 }); break;
    case "same-site-true": jar.set("s", "1", { sameSite: true }); break;
    case "same-site-false": jar.set("s", "1", { sameSite: false }); break;
    case "same-site-case": jar.set("s", "1", { sameSite: "Lax" }); break;
    case "path-empty": jar.set("p", "1", { path: "" }); break;
    case "empty": jar.set("empty", ""); break;
    case "delete": jar.delete("f"); break;
    case "delete-object": jar.delete({ name: "g", path: "/g", domain: "x.com" }); break;
    case "order": jar.set("z", "1"); jar.set("y", "2"); jar.set("z", "3"); break;
    case "read": jar.set("n", "new"); return Response.json({ n: jar.get("n"), in: jar.get("in") ?? null, all: jar.getAll(), has: jar.has("n"), size: jar.size ?? "none", text: jar.toString() });
    case "merge": jar.set("a", "jar"); jar.set("b", "jar"); headers.append("set-cookie", "a=response"); headers.append("set-cookie", "raw=1; Unknown=2"); break;
    case "raw": headers.append("set-cookie", "raw=1"); headers.append("set-cookie", "raw2=2; HttpOnly; SameSite=Lax"); break;
    case "throws": jar.set("a", "1"); throw new Error("lost");
  }
  return new Response("set", { headers });
}
