export default function handler(req, res) {
  res.json({ at: "fixed", query: req.query, url: req.url });
}
