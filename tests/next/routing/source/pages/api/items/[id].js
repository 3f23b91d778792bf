export default function handler(req, res) {
  res.json({ at: "items/[id]", query: req.query, url: req.url });
}
