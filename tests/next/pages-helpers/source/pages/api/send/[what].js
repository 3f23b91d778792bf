import { Readable } from "node:stream";
export default function handler(req, res) {
  switch (req.query.what) {
    case "string": return res.send("hello é");
    case "empty": return res.send("");
    case "object": return res.send({ a: 1 });
    case "array": return res.send([1, 2]);
    case "number": return res.send(7);
    case "zero": return res.send(0);
    case "true": return res.send(true);
    case "false": return res.send(false);
    case "null": return res.send(null);
    case "undefined": return res.send(undefined);
    case "date": return res.send(new Date(0));
    case "error": return res.send(new Error("x"));
    case "bytes": return res.send(new Uint8Array([1, 2]));
    case "buffer": return res.send(Buffer.from([1, 2, 3]));
    case "buffer-typed": res.setHeader("Content-Type", "image/png"); return res.send(Buffer.from([1, 2, 3]));
    case "stream": return res.send(Readable.from(["a", "b"]));
    case "xml": res.setHeader("Content-Type", "text/xml"); return res.send("<a/>");
    case "html": res.setHeader("Content-Type", "text/html; charset=utf-8"); return res.send("<p>hi</p>");
    case "typed-object": res.setHeader("Content-Type", "application/vnd.api+json"); return res.send({ a: 1 });
    case "204": return res.status(204).send("x");
    case "304": return res.status(304).send("x");
    case "204-json": return res.status(204).json({ a: 1 });
    case "etag": res.setHeader("ETag", '"mine"'); return res.send("x");
    case "large": return res.send("x".repeat(3000));
    case "twice": res.send("a"); try { res.send("b"); } catch (error) { globalThis.twice = error.code; } return;
    case "twice-code": return res.json({ code: globalThis.twice ?? null });
  }
  res.status(400).end();
}
