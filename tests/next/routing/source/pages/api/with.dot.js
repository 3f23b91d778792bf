export default function handler(req, res) {
  res.json({ at: "with.dot", query: req.query, url: req.url });
}
