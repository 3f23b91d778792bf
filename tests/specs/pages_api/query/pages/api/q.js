const show = (req, res) => res.json({ query: req.query, url: req.url });
export default show;
