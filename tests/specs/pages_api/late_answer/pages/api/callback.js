import { createHash } from "crypto";
export default function handler(req, res) {
  work((error, value) => {
    if (error) res.status(500).json({ error });
    else res.status(200).json({ value });
  });
}
function work(callback) {
  process.nextTick(() => callback(null, createHash("sha1").update("x").digest("hex")));
}
