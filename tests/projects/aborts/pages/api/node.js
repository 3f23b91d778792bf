import { once } from "node:events";

export const config = { api: { bodyParser: false } };

export default async function handler(req, res) {
  if (req.method === "GET") {
    while (!res.destroyed) {
      if (!res.write(Buffer.alloc(65536, 97))) await Promise.race([once(res, "drain"), once(res, "close")]);
    }
    return;
  }
  let bytes = 0;
  if (req.query.by === "loop") {
    for await (const piece of req) bytes += piece.length;
  } else {
    req.on("data", (piece) => {
      bytes += piece.length;
    });
    await once(req, "end");
  }
  res.send(String(bytes));
}
