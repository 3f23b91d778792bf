export default function handler(req, res) {
  res.setHeader("x-path", "handler");
  res.status(200).json({ api: req.query, url: req.url, method: req.method });
}
