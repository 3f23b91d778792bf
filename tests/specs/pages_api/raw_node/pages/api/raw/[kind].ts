import type { NextApiRequest, NextApiResponse } from "next";
export default function handler(req: NextApiRequest, res: NextApiResponse) {
  switch (req.query.kind) {
    case "end":
      return res.end();
    case "server": {
      const { server } = req.socket as unknown as { server: Record<string, unknown> };
      server.io ??= "kept";
      (server.on as Function)("close", () => {});
      try {
        return (server.on as Function)("upgrade", () => {});
      } catch (error) {
        return res.json({ io: server.io, code: (error as { code: string }).code, message: (error as Error).message });
      }
    }
    case "endtext":
      return res.end("text");
    case "teapot":
      return res.status(418).end();
    case "reason":
      res.statusMessage = "Custom Msg";
      return res.status(400).send("x");
    case "cookies":
      res.setHeader("Set-Cookie", ["a=1", "b=2"]);
      return res.json({});
    case "writehead":
      res.writeHead(201, { "X-A": "b", "Content-Type": "text/plain" });
      res.write("a");
      res.write("b");
      return res.end("c");
    case "writeheadreason":
      res.setHeader("x-kept", "1");
      return res.writeHead(202, "Taken", ["x-list", "1", "x-list", "2"]).end("done");
    case "headers": {
      res.setHeader("X-One", "1").setHeader("x-two", ["a", "b"]);
      res.appendHeader("x-two", "c");
      res.setHeader("x-gone", "1");
      res.removeHeader("X-Gone");
      const seen = {
        one: res.getHeader("x-one"),
        names: res.getHeaderNames(),
        raw: (res as unknown as { getRawHeaderNames(): string[] }).getRawHeaderNames(),
        all: res.getHeaders(),
        has: [res.hasHeader("X-TWO"), res.hasHeader("x-gone")],
        sent: res.headersSent,
      };
      return res.json(seen);
    }
    case "number":
      res.setHeader("x-number", 5);
      return res.status(200).end(String(typeof res.getHeader("x-number")));
    default:
      res.statusCode = 203;
      res.write("implicit ");
      return res.end(Buffer.from("end"), () => {});
  }
}
