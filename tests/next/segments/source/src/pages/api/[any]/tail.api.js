export default function handler(req, res) {
  res.json({ at: "tail", query: req.query, url: req.url });
}
