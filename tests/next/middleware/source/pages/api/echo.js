export default (req, res) => res.json({ query: req.query, url: req.url, cookies: req.cookies, t: req.headers["x-t"] ?? null, body: req.body });
