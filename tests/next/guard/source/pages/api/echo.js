export default (req, res) => {
  res.setHeader("x-both", "handler");
  res.setHeader("Set-Cookie", "handler=1");
  const h = Object.fromEntries(Object.entries(req.headers).filter(([k]) => k.startsWith("x-") && !k.startsWith("x-forwarded")));
  res.json({ at: "echo", query: req.query, url: req.url, h, cookies: req.cookies, body: req.body });
};
