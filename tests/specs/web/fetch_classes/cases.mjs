export async function run() {
  const out = [];
  const attempt = (run) => {
    try {
      return String(run());
    } catch (error) {
      return error.name;
    }
  };
  const headers = new Headers({ "X-B": "1", "x-a": " padded " });
  headers.append("x-b", "2");
  headers.append("Set-Cookie", "a=1");
  headers.append("set-cookie", "b=2");
  out.push(JSON.stringify([...headers]), headers.get("x-b"), headers.has("X-A"), headers.getSetCookie().length, String(headers.get("none")));
  out.push(attempt(() => new Headers({ "bad name": "1" })), attempt(() => headers.set("x", "a\nb")), attempt(() => new Headers([["a"]])), attempt(() => Headers()));
  const request = new Request("http://h/p#frag", { method: "post", body: "text", headers: { a: "1" } });
  out.push(request.method, request.url, request.headers.get("content-type"), request.redirect, request.bodyUsed, await request.clone().text());
  const derived = new Request(request, { headers: { b: "2" } });
  out.push(derived.method, String(derived.headers.get("a")), request.bodyUsed, await derived.text());
  out.push(attempt(() => new Request("/relative")), attempt(() => new Request("http://h", { method: "TRACE" })), attempt(() => new Request("http://h", { body: "x" })), attempt(() => new Request("http://h", { method: "b d" })), attempt(() => new Request("http://u:p@h")));
  const response = new Response("body", { status: 404, statusText: "Nope" });
  out.push(response.ok, response.status, response.statusText, response.type, response.url, response.redirected);
  const clone = response.clone();
  out.push(await response.text(), await clone.text(), response.bodyUsed, attempt(() => response.clone()));
  out.push(attempt(() => new Response("x", { status: 204 })), attempt(() => new Response("", { status: 600 })), attempt(() => Response.redirect("http://h", 200)), attempt(() => Response.json(undefined)), attempt(() => Response.json({ a: 1n })), attempt(() => new Response("x", { statusText: "é\n" })));
  out.push(Response.error().type, Response.redirect("http://h/x", 303).headers.get("location"), Response.json([1], { status: 201 }).headers.get("content-type"));
  out.push(await new Response(new Blob(["b"], { type: "x/y" })).text(), (await new Response("a=1&b=2", { headers: { "content-type": "application/x-www-form-urlencoded" } }).formData()).get("b"));
  out.push(await new Response("not json").json().catch((error) => error.name), await new Response(new ReadableStream({ start(c) { c.enqueue("string"); c.close(); } })).text().catch((error) => error.name));
  return out.join("\n");
}
