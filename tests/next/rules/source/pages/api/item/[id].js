export default (req, res) => { res.setHeader("x-dup", "handler"); res.json({ at: "item", query: req.query, url: req.url }); };
