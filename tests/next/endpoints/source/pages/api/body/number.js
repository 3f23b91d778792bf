/** @type {import("next").PageConfig} */
export const config = { api: { bodyParser: { sizeLimit: 12 } }, maxDuration: 5 };
export default function handler(req, res) {
  res.json({ body: req.body });
}
