import { activeSpan } from "../../lib/tracing";

export default async function handler(req, res) {
  await null;
  res.status(Number(req.query.s)).json(activeSpan());
}
