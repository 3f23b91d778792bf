export default function handler(req, res) {
  res.json({ at: "items/[id]/[...rest]", query: req.query, url: req.url });
}
