export async function POST() {
  const headers = new Headers({ "X-Mixed-Case": "One", "x-b": "2", "x-a": "1", "content-type": "text/special" });
  headers.append("x-many", "1"); headers.append("x-many", "2");
  headers.append("link", "</a>; rel=preload"); headers.append("link", "</b>; rel=preload");
  headers.append("set-cookie", "a=1"); headers.append("set-cookie", "b=2; Path=/x");
  headers.append("vary", "x-a");
  headers.append("cache-control", "max-age=5");
  return new Response("headers", { status: 203, headers });
}
