export const config = { api: { bodyParser: { sizeLimit: "10b" }, responseLimit: false, externalResolver: true } };
export default (req, res) => res.json({ body: req.body, type: typeof req.body });
