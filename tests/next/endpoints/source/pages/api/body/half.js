export const config = { api: { bodyParser: { sizeLimit: "0.5kb" } } };
export default (req, res) => res.json({ length: req.body.length });
