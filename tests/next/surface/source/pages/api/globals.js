import { found } from "../../lib/globals.js";

export default function handler(req, res) {
  res.json({ ...found(), runtime: process.env.NEXT_RUNTIME });
}
