import image from "image-addon";

export default function handler(req, res) {
  if (req.query.resize) res.send(image(req.query.resize));
  else res.json({ ok: true });
}
