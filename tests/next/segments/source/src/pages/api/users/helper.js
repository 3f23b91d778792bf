export default function handler(req, res) {
  res.json({ at: "no route", query: req.query, url: req.url });
}
