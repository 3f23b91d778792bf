export default (req, res) => res.send(req.url);
