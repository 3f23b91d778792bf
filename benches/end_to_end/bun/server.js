// The measured handlers on Bun.serve. The first argument is the port.

Bun.serve({
  port: Number(process.argv[2]),
  hostname: "127.0.0.1",
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/api/hello") {
      return new Response("not found", { status: 404 });
    }
    if (request.method === "POST") {
      return Response.json(await request.json());
    }
    return Response.json({ hello: searchParams.get("name") ?? "world" });
  },
});
