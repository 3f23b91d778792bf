export default (req, res) => { const h = { ...req.headers }; delete h["x-forwarded-port"]; res.json({ h, raw: req.rawHeaders.filter((_, i) => i % 2 === 0).filter((n) => /^x-t/i.test(n)) }); };
