export const config = { api: { bodyParser: false } };
export default async function handler(req, res) {
  const { key, status, type, size, to } = req.query;
  const counts = (globalThis.sourceCounts ??= {});
  counts[key] = (counts[key] ?? 0) + 1;
  res.setHeader("x-count", counts[key]);
  res.setHeader("set-cookie", "s=1");
  if (to) return res.redirect(302, `/api/source?key=${to}`);
  if (type) res.setHeader("content-type", type);
  if (status) res.status(Number(status));
  if (size) return res.send("x".repeat(Number(size)));
  res.send(`${key} ${counts[key]}`);
}
