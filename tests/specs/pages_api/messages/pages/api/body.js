export default async function handler(req, res) {
  let rest = "";
  for await (const chunk of req) rest += chunk;
  req.body.b = 2;
  res.json({ body: req.body, rest, complete: req.complete });
}
