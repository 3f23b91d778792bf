export default (req, res) => res.json({ type: typeof req.body, body: req.body });
