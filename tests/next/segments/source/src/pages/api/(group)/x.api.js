export default function handler(req, res) {
  res.json({ at: "group", query: req.query, url: req.url });
}
