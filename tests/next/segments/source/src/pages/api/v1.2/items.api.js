export default function handler(req, res) {
  res.json({ at: "items", query: req.query, url: req.url });
}
