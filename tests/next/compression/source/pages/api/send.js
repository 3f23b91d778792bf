export default function handler(req, res) {
  if (req.query.type) res.setHeader("content-type", req.query.type);
  res.send("ab".repeat(Number(req.query.n ?? 600)));
}
