import { cors, run, timing } from "../../lib/middleware";
export default async function handler(req, res) {
  await run(req, res, timing);
  await run(req, res, cors);
  res.json({ ok: true });
}
