export const config = { api: { bodyParser: { sizeLimit: "10b" } } };
export default (req, res) => res.send(req.body);
