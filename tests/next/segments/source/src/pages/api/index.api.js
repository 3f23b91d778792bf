export default function handler(req, res) {
  res.json({ at: "index", query: req.query, url: req.url });
}
