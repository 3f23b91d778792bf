export async function POST(request, context) {
  const { how } = await context.params;
  try {
    if (how === "json") return Response.json({ json: await request.json() });
    if (how === "text") return Response.json({ text: await request.text() });
    if (how === "form") { const form = await request.formData(); const out = []; for (const [k, v] of form) out.push(typeof v === "string" ? [k, v] : [k, v.name, v.type, v.size, await v.text()]); return Response.json(out); }
    if (how === "blob") { const b = await request.blob(); return Response.json({ size: b.size, type: b.type }); }
    if (how === "buffer") return Response.json({ bytes: [...new Uint8Array(await request.arrayBuffer())] });
    if (how === "stream") { let size = 0; for await (const piece of request.body) size += piece.length; return Response.json({ size }); }
    if (how === "twice") { await request.text(); await request.text(); return new Response("no"); }
    if (how === "clone") { const copy = request.clone(); return Response.json({ a: await request.text(), b: await copy.text() }); }
    if (how === "size") return Response.json({ size: (await request.arrayBuffer()).byteLength });
    if (how === "unread") return new Response("unread");
  } catch (error) { return Response.json({ name: error.name, isType: error instanceof TypeError }, { status: 422 }); }
  return new Response("unknown");
}
