export const config = { api: { bodyParser: false } };
export default function handler(req, res) {
  const seen = [];
  req.setEncoding("utf8");
  req.on("data", (part) => seen.push(part));
  req.on("end", () => res.json({ text: seen.join(""), complete: req.complete }));
}
