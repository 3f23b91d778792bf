export const config = { api: { bodyParser: false } };
export default function handler(req, res) { const seen = []; req.on("data", (piece) => seen.push(piece.length > 0 && Buffer.isBuffer(piece))); req.on("end", () => res.json({ allBuffers: seen.every(Boolean), any: seen.length > 0, complete: req.complete })); }
