export default function handler(req, res) {
  res.json({ at: "nested/[id]", query: req.query, url: req.url });
}
