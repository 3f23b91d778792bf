export default function handler(req, res) {
  res.json({ at: "nested/index", query: req.query, url: req.url });
}
