export default function handler(req, res) {
  res.json({ at: "under", query: req.query, url: req.url });
}
