export default function handler(req, res) { res.json({ text: "ab".repeat(Number(req.query.n ?? 600)) }); }
