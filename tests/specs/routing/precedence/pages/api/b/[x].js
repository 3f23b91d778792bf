export default (req, res) => res.json({ name: "b/[x]", query: req.query });
