export default function handler(req, res) {
  switch (req.query.what) {
    case "object": return res.json({ a: 1, b: [null, "é"] });
    case "array": return res.json([]);
    case "string": return res.json("text");
    case "null": return res.json(null);
    case "undefined": return res.json(undefined);
    case "date": return res.json({ at: new Date(0), no: undefined });
    case "cyclic": { const a = {}; a.a = a; return res.json(a); }
    case "bigint": return res.json({ n: 1n });
    case "typed": res.setHeader("Content-Type", "application/problem+json"); return res.status(422).json({ title: "t" });
    case "cookies": res.setHeader("Set-Cookie", ["a=1", "b=2; Path=/"]); return res.json({});
    case "to-json": return res.json({ toJSON() { return { own: true }; } });
    case "unbound": { const { status, json } = res; status(201); return json({ unbound: true }); }
    case "chain": return res.status(202).json({ same: res.status(202) === res });
  }
  res.status(400).end();
}
