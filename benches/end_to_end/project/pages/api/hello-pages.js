// The same answer as `app/api/hello` with GET, under a path of its own: Next.js refuses two files
// for one path.

export default function handler(req, res) {
  res.status(200).json({ hello: req.query.name ?? "world" });
}
