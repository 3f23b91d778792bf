export default function handler(req, res) {
  const value = { list: [] };
  value.list.push(value);
  try {
    res.json(req.query.kind === "circle" ? value : { id: 1n });
  } catch (error) {
    res.status(500).send(`${error.name}: ${error.message}`);
  }
}
