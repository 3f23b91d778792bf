import { Readable } from "node:stream";
const values = {
  string: "hello \u00e9",
  empty: "",
  object: { a: 1 },
  array: [1, "2"],
  number: 42,
  false: false,
  null: null,
  undefined: undefined,
  date: new Date(0),
  error: new Error("x"),
  buffer: Buffer.from([1, 2, 3]),
  bytes: new Uint8Array([1, 2]),
};
export default function handler(req, res) {
  const { kind } = req.query;
  if (kind === "stream") return res.send(Readable.from(["a", "b"]));
  if (kind === "xml") return res.setHeader("Content-Type", "text/xml").send("<a/>");
  if (kind === "vendor") return res.setHeader("Content-Type", "application/vnd.api+json").send({ a: 1 });
  res.send(values[kind]);
}
