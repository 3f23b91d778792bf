export async function GET(request) {
  const at = new URL("/target", request.url);
  const json = await fetch(at, { method: "POST", headers: { "x-custom": "1" }, body: JSON.stringify({ a: 1 }) });
  const form = new FormData();
  form.set("a", "1");
  form.set("f", new File(["x"], "f.txt"));
  const sent = await fetch(at, { method: "POST", body: form });
  const params = await fetch(new Request(at, { method: "POST", body: new URLSearchParams({ p: "1 2" }) }));
  const plain = await fetch(at);
  const redirected = await fetch(`${at}?redirect`);
  const manual = await fetch(`${at}?redirect`, { redirect: "manual" });
  const head = await fetch(at, { method: "HEAD" });
  return Response.json({
    json: [json.status, json.ok, json.headers.get("x-answer"), await json.json()],
    form: await sent.json(),
    params: await params.json(),
    plain: [await plain.text(), plain.headers.getSetCookie(), plain.type, plain.bodyUsed],
    emptyQuery: await (await fetch(`${new URL("/api/address", request.url)}?#x`)).text(),
    redirected: [redirected.redirected, new URL(redirected.url).search, redirected.status],
    manual: [manual.status, manual.headers.get("location")?.replace(/:\d+/, ":PORT")],
    head: [head.status, await head.text()],
  });
}
