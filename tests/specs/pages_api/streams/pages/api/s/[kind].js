import { PassThrough, Readable, Transform } from "stream";
import { pipeline } from "stream/promises";
export const config = { api: { bodyParser: false } };
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export default async function handler(req, res) {
  const { kind } = req.query;
  if (kind === "pieces") {
    res.on("finish", () => console.log("finish"));
    res.on("close", () => console.log("close"));
    res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform", Connection: "keep-alive" });
    for (let i = 0; i < 3; i++) {
      res.write(`data: ${i}\n\n`);
      await wait(2);
    }
    return res.end();
  }
  if (kind === "pipe") return void Readable.from(["x", "y"]).pipe(new PassThrough()).pipe(res);
  if (kind === "pipeline") {
    const upper = new Transform({ transform: (chunk, _, done) => done(null, chunk.toString().toUpperCase()) });
    return pipeline(Readable.from(["up", "per"]), upper, res);
  }
  if (kind === "echo") return void req.pipe(res);
  if (kind === "events") {
    let size = 0;
    req.on("data", (chunk) => (size += chunk.length));
    req.on("end", () => res.json({ size, complete: req.complete }));
    return;
  }
  Readable.fromWeb(new Blob(["from the web"]).stream()).pipe(res);
}
