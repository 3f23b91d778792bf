export default (req, res) => { res.setHeader("x-dup", "handler"); res.json({ at: "echo", query: req.query, url: req.url }); };
