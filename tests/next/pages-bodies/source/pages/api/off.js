export const config = { api: { bodyParser: false } };
export default async function handler(req, res) { const before = typeof req.body; let size = 0; let text = ""; for await (const piece of req) { size += piece.length; text += piece; } res.json({ before, size, text: text.slice(0, 40) }); }
