export default (req, res) => res.json({ url: req.url, body: req.body, version: req.httpVersion });
