export default function handler(req, res) {
  res.json({ at: "opt", query: req.query, url: req.url });
}
