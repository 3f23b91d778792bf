export default (req, res) => res.json({ name: "[...rest]", query: req.query });
