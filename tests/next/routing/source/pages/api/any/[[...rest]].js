export default function handler(req, res) {
  res.json({ at: "any/[[...rest]]", query: req.query, url: req.url });
}
