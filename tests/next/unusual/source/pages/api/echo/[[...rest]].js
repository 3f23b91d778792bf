export default function handler(req, res) {
  res.json({
    method: req.method,
    url: req.url,
    query: req.query,
    cookies: req.cookies,
    type: req.headers["content-type"] ?? null,
    length: req.headers["content-length"] ?? null,
    x: req.headers["x-t"] ?? null,
    lists: { cookie: req.headers.cookie ?? null, accept: req.headers.accept ?? null, xff: (req.headers["x-forwarded-for"] ?? "").replace("::ffff:", "") },
    size: (req.headers["x-big"] ?? "").length,
    body: typeof req.body === "string" ? req.body.slice(0, 60) : req.body,
    kind: typeof req.body,
  });
}
