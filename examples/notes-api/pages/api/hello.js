// GET /api/hello: the smallest useful handler.

export default function handler(req, res) {
  const { name = 'World' } = req.query;
  res.status(200).json({ message: `Hello, ${name}!` });
}
