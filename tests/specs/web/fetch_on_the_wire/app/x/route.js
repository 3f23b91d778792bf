import net from "node:net";

/** Asks a server that notes what it receives. */
async function sent(init) {
  let text = "";
  const server = net.createServer((socket) => {
    socket.on("data", (piece) => {
      text += piece;
      if (/\r\n\r\n$/.test(text) || text.endsWith("hi")) socket.end("HTTP/1.1 204 No Content\r\n\r\n");
    });
  });
  await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
  const { port } = server.address();
  try {
    await fetch(`http://127.0.0.1:${port}/a?b#c`, init);
  } catch (error) {
    text += `${error.message}: ${error.cause?.message}`;
  }
  server.close();
  return text.replaceAll(String(port), "PORT").split("\r\n");
}

export async function GET() {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("hi"));
      controller.close();
    },
  });
  return Response.json([
    await sent(),
    await sent({ method: "POST", body: "hi", headers: { "x-a": "1", host: "elsewhere.test" } }),
    await sent({ headers: { connection: "close", "x-a": "1" } }),
    await sent({ headers: { connection: "Keep-Alive" } }),
    await sent({ headers: { connection: "upgrade" } }),
    await sent({ method: "POST", body: stream, duplex: "half" }),
  ]);
}
