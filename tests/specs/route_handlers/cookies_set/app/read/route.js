import { cookies } from "next/headers";
export async function POST(request) {
  const jar = await cookies();
  return Response.json({
    a: jar.get("a"),
    b: jar.get({ name: "b" }),
    bad: String(jar.get("bad")),
    flag: jar.get("flag")?.value,
    q: jar.get("q")?.value,
    names: jar.getAll().map(({ name }) => name),
    has: [jar.has("a"), jar.has("nope")],
    request: { a: request.cookies.get("a"), size: request.cookies.size, all: request.cookies.getAll("b") },
  });
}
