export const config = { api: { bodyParser: false } };
export default function handler(req, res) { res.setHeader("content-type", "text/plain"); req.pipe(res); }
