function show(body) { return { type: body === null ? "null" : typeof body, isBuffer: Buffer.isBuffer(body), body: typeof body === "string" && body.length > 200 ? body.length : body ?? null }; }
export default (req, res) => res.json(show(req.body));
export const config = { api: { bodyParser: { sizeLimit: "2mb" } } };
