export default function handler(req, res) {
  res.json({ at: "json", query: req.query, url: req.url });
}
