export default function handler(req, res) {
  res.json({ at: "items/fixed", query: req.query, url: req.url });
}
