export async function GET(_, { params }) {
  const { kind } = await params;
  if (kind === "text") return new Response("x", { status: 418, statusText: "Short and stout" });
  if (kind === "many") {
    const headers = new Headers([["x-m", "1"], ["x-m", "2"], ["link", "<a>"], ["Link", "<b>"]]);
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2, c");
    headers.append("vary", "origin");
    headers.append("vary", "accept");
    return new Response("x", { headers });
  }
  if (kind === "framing") {
    return new Response("12345", {
      headers: { "content-length": "99", "transfer-encoding": "chunked", connection: "close", "content-encoding": "identity" },
    });
  }
  if (kind === "order") return new Response("x", { headers: { zeta: "1", Alpha: "2", "Content-Type": "text/html", "cache-control": "no-store" } });
  return new Response("x", { status: 599, headers: { "x-latin": "caf\u00e9" } });
}
