export default (req, res) => {
  const isNull = typeof req.body === "object" && Object.getPrototypeOf(req.body) === null;
  res.json({ type: typeof req.body, body: req.body, isNull });
};
