export default function handler(req, res) {
  res.json({ at: "jsx", query: req.query, url: req.url });
}
