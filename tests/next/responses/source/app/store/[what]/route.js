import { cookies, headers } from "next/headers";
export async function POST(request, context) {
  const { what } = await context.params;
  try {
    const h = await headers();
    if (what === "headers") return Response.json({ a: h.get("x-a"), has: h.has("X-A"), entries: [...h.entries()].filter(([k]) => k.startsWith("x-a")), keys: typeof h.keys, each: typeof h.forEach });
    if (what === "headers-set") { h.set("a", "1"); return new Response("no"); }
    if (what === "headers-append") { h.append("a", "1"); return new Response("no"); }
    if (what === "headers-delete") { h.delete("x-a"); return new Response("no"); }
    if (what === "later") { await new Promise((r) => setTimeout(r, 2)); const c = await cookies(); return Response.json({ c: c.get("late") ?? null }); }
    if (what === "timer") { const v = await new Promise((r) => setTimeout(async () => r((await cookies()).get("late") ?? null), 2)); return Response.json({ v }); }
  } catch (error) { return Response.json({ name: error.name, message: error.message }, { status: 422 }); }
  return new Response("unknown");
}
