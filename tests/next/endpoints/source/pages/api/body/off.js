export const config = { api: { bodyParser: false } };
export default async function handler(req, res) {
  const parts = [];
  for await (const part of req) parts.push(part);
  res.json({ body: Buffer.concat(parts).toString("latin1"), parsed: req.body === undefined, complete: req.complete, length: req.headers["content-length"] ?? null, trailers: req.trailers });
}
