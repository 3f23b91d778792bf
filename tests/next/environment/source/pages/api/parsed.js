export default (req, res) => res.json(req.body);
