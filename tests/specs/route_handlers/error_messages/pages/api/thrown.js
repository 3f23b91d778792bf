export default function handler(req, res) {
  res.json(new Date(req.query.day).toISOString());
}
