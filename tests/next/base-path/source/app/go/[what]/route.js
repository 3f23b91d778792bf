import { redirect } from "next/navigation";
import { NextResponse } from "next/server";
export async function GET(request, context) {
  const { what } = await context.params;
  const u = request.nextUrl;
  if (what === "show") return Response.json({ url: request.url, path: u.pathname, base: u.basePath, href: u.href });
  if (what === "redirect") redirect("/one");
  if (what === "clone") { const to = u.clone(); to.pathname = "/one"; return NextResponse.redirect(to); }
  return NextResponse.redirect(new URL("/one", request.url));
}
