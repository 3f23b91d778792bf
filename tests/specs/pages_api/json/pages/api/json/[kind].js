export default function handler(req, res) {
  const { kind } = req.query;
  const { json, status } = res;
  const cyclic = {};
  cyclic.self = cyclic;
  switch (kind) {
    case "object":
      return res.status(200).json({ a: 1, text: "\u00e9\u{1F600}" });
    case "null":
      return res.json(null);
    case "undefined":
      return res.json(undefined);
    case "string":
      return res.json("text");
    case "typed":
      res.setHeader("Content-Type", "application/vnd.api+json");
      return res.json({ a: 1 });
    case "cyclic":
      return res.json(cyclic);
    case "bigint":
      return res.json({ n: 1n });
    case "twice":
      res.json({ a: 1 });
      return res.json({ b: 1 });
    case "unbound":
      status(202);
      return json({ unbound: true });
    case "204":
      return res.status(204).json({ a: 1 });
    case "304":
      return res.status(304).send("x");
    default:
      return status(201).json({ created: true });
  }
}
