export default function handler(req, res) {
  res.json({ at: "nested/[id]/index2", query: req.query, url: req.url });
}
