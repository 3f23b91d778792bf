export default function handler(req, res) {
  res.json({ at: "slot", query: req.query, url: req.url });
}
