import { NextResponse } from "next/server";
export async function POST(request, context) {
  const { what } = await context.params;
  try {
    switch (what) {
      case "json": return NextResponse.json({ a: 1 }, { status: 201, headers: { "x-a": "1" } });
      case "json-null": return NextResponse.json(null);
      case "json-undefined": return NextResponse.json(undefined);
      case "redirect": return NextResponse.redirect(new URL("https://example.com/a"));
      case "redirect-string": return NextResponse.redirect("https://example.com/b?x=1");
      case "redirect-301": return NextResponse.redirect("https://example.com/", 301);
      case "redirect-308": return NextResponse.redirect("https://example.com/", 308);
      case "redirect-init": return NextResponse.redirect("https://example.com/", { status: 303, headers: { "x-a": "1" } });
      case "redirect-relative": return NextResponse.redirect("/rel");
      case "redirect-200": return NextResponse.redirect("https://example.com/", 200);
      case "redirect-same": return NextResponse.redirect(new URL("/here?x=1", request.url));
      case "cookies": { const r = NextResponse.json({}); r.cookies.set("a", "1"); r.cookies.set("b", "2", { httpOnly: true }); r.cookies.delete("c"); return r; }
      case "cookies-read": { const r = new NextResponse("x"); r.cookies.set("a", "1 2"); return Response.json({ get: r.cookies.get("a"), has: r.cookies.has("a"), all: r.cookies.getAll(), text: r.cookies.toString(), header: r.headers.get("set-cookie") }); }
      case "plain": return new NextResponse("text", { status: 202, statusText: "Taken", headers: { "x-b": "2" } });
      case "static": return Response.json({ isResponse: NextResponse.json({}) instanceof Response, ok: NextResponse.json({}).ok });
    }
  } catch (error) { return Response.json({ name: error.name, message: error.message }, { status: 422 }); }
  return new Response("unknown");
}
