export default function handler(req, res) {
  res.json({ at: "all/[...rest]", query: req.query, url: req.url });
}
