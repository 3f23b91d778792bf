export default (req, res) => res.json({ at: "echo", query: req.query, url: req.url });
