import { spans } from "../../lib/tracing";

// Next.js has more, of how it loads and sends.
const SHARED = /^(executing|GET|POST) /;

export default function handler(req, res) {
  res.json(spans.filter((one) => SHARED.test(one.name)));
}
