export default (req, res) => {
  if (req.query.own) res.setHeader("ETag", '"mine"');
  if (req.query.text) res.send(req.query.text);
  else res.json({ a: 1 });
};
