export default (req, res) => res.json({ path: req.query.path });
