import { NextResponse } from "next/server";
function message(run) {
  try {
    run();
    return "none";
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}
export async function GET(request, { params }) {
  const { kind } = await params;
  if (kind === "json") return NextResponse.json({ a: [1, null] }, { status: 202, headers: { "x-a": "1" } });
  if (kind === "redirect") return NextResponse.redirect(new URL("/login?from=x", "https://example.com"));
  if (kind === "redirect301") return NextResponse.redirect("https://example.com", { status: 301, headers: { "x-b": "2" } });
  if (kind === "cookies") {
    const response = NextResponse.json({ ok: true });
    response.cookies.set("session", "a b", { httpOnly: true, sameSite: "lax" });
    response.cookies.set({ name: "theme", value: "dark", path: "/t" });
    response.cookies.delete("old");
    response.headers.set("x-seen", JSON.stringify(response.cookies.get("session")));
    return response;
  }
  if (kind === "errors") {
    return NextResponse.json([
      message(() => NextResponse.redirect("/relative")),
      message(() => NextResponse.redirect("https://example.com", 200)),
      message(() => NextResponse.json(undefined)),
      message(() => new NextResponse("x", { status: 99 })),
    ]);
  }
  const response = new NextResponse("plain", { status: 203, statusText: "Custom" });
  return Response.json({ isResponse: response instanceof Response, status: response.status, text: await response.text() });
}
