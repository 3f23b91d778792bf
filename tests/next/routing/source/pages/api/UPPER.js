export default function handler(req, res) {
  res.json({ at: "UPPER", query: req.query, url: req.url });
}
