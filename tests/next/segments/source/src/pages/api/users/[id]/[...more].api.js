export default function handler(req, res) {
  res.json({ at: "more", query: req.query, url: req.url });
}
