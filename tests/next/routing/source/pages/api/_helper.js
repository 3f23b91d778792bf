export default function handler(req, res) {
  res.json({ at: "_helper", query: req.query, url: req.url });
}
