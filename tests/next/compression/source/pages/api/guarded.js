export default function handler(req, res) { res.json({ text: "ab".repeat(600) }); }
