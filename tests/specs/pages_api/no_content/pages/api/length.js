export default function handler(req, res) {
  res.statusCode = 204;
  if (req.query.of !== undefined) res.setHeader("Content-Length", req.query.of);
  res.end();
}
