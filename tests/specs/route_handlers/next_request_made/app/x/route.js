import { NextRequest } from "next/server";
export async function GET() {
  const made = new NextRequest("http://127.0.0.1:3000/base/docs/a?b=c#h", {
    method: "POST",
    body: JSON.stringify({ n: 1 }),
    headers: { "content-type": "application/json", cookie: "k=v" },
    nextConfig: { basePath: "/base" },
  });
  const copy = new NextRequest(made);
  let error = "";
  try {
    new NextRequest("/relative");
  } catch (thrown) {
    error = thrown.message;
  }
  return Response.json({
    url: made.url,
    href: made.nextUrl.href,
    basePath: made.nextUrl.basePath,
    pathname: made.nextUrl.pathname,
    hash: made.nextUrl.hash,
    method: copy.method,
    cookie: made.cookies.get("k"),
    body: await copy.json(),
    error,
  });
}
