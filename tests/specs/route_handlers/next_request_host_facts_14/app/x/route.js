import { NextRequest } from "next/server";

export const dynamic = "force-dynamic";

export function GET(request) {
  const made = new NextRequest("http://a/", { geo: { city: "x" }, ip: "1.2.3.4" });
  const of = (it) => ["geo" in it, it.geo ?? null, "ip" in it, it.ip ?? null];
  return Response.json({ given: of(request), made: of(made), members: Object.getOwnPropertyNames(NextRequest.prototype).sort() });
}
