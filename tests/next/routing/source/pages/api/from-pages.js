export default function handler(req, res) {
  res.json({ at: "from-pages", query: req.query, url: req.url });
}
