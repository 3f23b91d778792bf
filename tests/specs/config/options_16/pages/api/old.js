export default function handler(req, res) {
  res.json({ colour: process.env.COLOUR, magic: MAGIC });
}
