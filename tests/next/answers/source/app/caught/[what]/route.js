export async function POST(request, { params }) {
  const { what } = await params;
  const kinds = {
    "status-100": () => new Response(null, { status: 100 }),
    "status-nan": () => new Response(null, { status: NaN }),
    "204-body": () => new Response("no", { status: 204 }),
    "status-text": () => new Response("t", { statusText: "a\nb" }),
    "header-name": () => new Response("h", { headers: { "bad name": "1" } }),
    "header-value": () => new Response("h", { headers: { "x-a": "a\nb" } }),
    "header-beyond": () => new Response("h", { headers: { "x-a": "€" } }),
    "headers-number": () => new Response("h", { headers: 1 }),
    "json-undefined": () => Response.json(undefined),
    "redirect-status": () => Response.redirect("https://example.com/", 200),
    "redirect-relative": () => Response.redirect("/x"),
    "no-new": () => Response("x"),
    "url": () => new URL("/x"),
    "request-relative": () => new Request("/x"),
    "request-method": () => new Request("http://a/", { method: "TRACE" }),
    "request-get-body": () => new Request("http://a/", { body: "x" }),
    "request-stream": () => new Request("http://a/", { method: "POST", body: new ReadableStream() }),
    "append": () => { const h = new Headers(); h.append("x"); },
    "form": () => new Response("x").formData(),
    "twice": async () => { const r = new Response("x"); await r.text(); await r.text(); },
    "clone-used": async () => { const r = new Response("x"); await r.text(); r.clone(); },
    "json-bad": () => new Response("{").json(),
    "request-json-twice": async () => { await request.json(); await request.json(); },
    "request-clone-used": async () => { await request.text(); request.clone(); },
  };
  try {
    const value = await kinds[what]();
    return Response.json({ made: String(value) });
  } catch (error) {
    return Response.json({ name: error.name, type: error.constructor.name, message: error.message.split(",")[0] });
  }
}
