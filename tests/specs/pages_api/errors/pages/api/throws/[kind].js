export default function handler(req, res) {
  const { kind } = req.query;
  if (kind === "sync") throw new Error("boom");
  if (kind === "ok") return res.end("ok");
  return later(kind, res);
}
async function later(kind, res) {
  await null;
  if (kind === "string") throw "str";
  if (kind === "status") throw Object.assign(new Error("teapot"), { statusCode: 418 });
  if (kind === "header") {
    res.setHeader("x-kept", "1");
    throw new Error("with header");
  }
  if (kind === "sent") {
    res.write("partial");
    throw new Error("after start");
  }
  if (kind === "aftersend") {
    res.send("sent");
    res.setHeader("x-late", "1");
  }
  throw new Error("async");
}
