export default function handler(req, res) {
  res.json({ at: "hello", query: req.query, url: req.url });
}
