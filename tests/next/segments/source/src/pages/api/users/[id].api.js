export default function handler(req, res) {
  res.json({ at: "user", query: req.query, url: req.url });
}
