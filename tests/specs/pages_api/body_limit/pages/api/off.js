export const config = { api: { bodyParser: false } };
export default async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  res.json({ body: String(req.body), isBuffer: chunks.every(Buffer.isBuffer), text: whole.toString() });
};
