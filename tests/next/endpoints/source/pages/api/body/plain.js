export default function handler(req, res) {
  const own = Object.getPrototypeOf(req.body ?? Object.prototype) === null;
  res.json({ body: req.body ?? null, type: typeof req.body, null: own, twice: req.body === req.body, query: req.query, cookies: req.cookies });
}
