import { cookies } from "next/headers";
async function answer(request) {
  const jar = await cookies();
  const h = Object.fromEntries([...request.headers].filter(([k]) => k.startsWith("x-") && !k.startsWith("x-forwarded")));
  const body = request.method === "GET" ? null : await request.text();
  const response = Response.json({ at: "base", path: request.nextUrl.pathname, base: request.nextUrl.basePath, search: request.nextUrl.search, url: request.url.replace(/:[0-9]+/, ""), h, jar: jar.getAll().map((c) => `${c.name}=${c.value}`), body }, { headers: { "x-own": "1", "x-both": "handler" } });
  response.headers.append("set-cookie", "handler=1");
  return response;
}
export { answer as GET, answer as POST };
