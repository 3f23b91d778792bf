// The measured handlers on Deno.serve. The first argument is the port.

Deno.serve({ port: Number(Deno.args[0]), hostname: "127.0.0.1" }, async (request) => {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== "/api/hello") {
    return new Response("not found", { status: 404 });
  }
  if (request.method === "POST") {
    return Response.json(await request.json());
  }
  return Response.json({ hello: searchParams.get("name") ?? "world" });
});
