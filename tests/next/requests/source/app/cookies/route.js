export async function GET(request) {
  const c = request.cookies;
  const before = [...c].map(([name, value]) => [name, value]);
  const out = { before, size: c.size, a: c.get("a") ?? null, all: c.getAll(), named: c.getAll("a"), has: c.has("b"), text: c.toString() };
  c.set("added", "x y"); out.added = c.get("added"); out.deleted = c.delete("a"); out.deletedMany = c.delete(["b", "nope"]); out.after = c.toString(); out.header = request.headers.get("cookie");
  return Response.json(out);
}
