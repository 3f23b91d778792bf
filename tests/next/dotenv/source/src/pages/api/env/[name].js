export default (req, res) => res.json({ value: process.env[req.query.name] ?? null });
