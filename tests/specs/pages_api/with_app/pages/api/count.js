import { next } from "../../lib/counter";
export default (req, res) => {
  globalThis.shared = (globalThis.shared ?? 0) + 1;
  res.json({ own: next(), shared: globalThis.shared });
};
