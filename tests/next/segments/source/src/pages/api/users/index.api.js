export default function handler(req, res) {
  res.json({ at: "users", query: req.query, url: req.url });
}
