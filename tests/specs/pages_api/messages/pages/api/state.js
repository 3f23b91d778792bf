export default function handler(req, res) {
  const events = [];
  for (const name of ["finish", "close"]) res.on(name, () => events.push(name));
  res.on("close", () => console.log("events", ...events));
  const before = [res.headersSent, res.writableEnded, res.finished];
  res.json({ before, sendDate: res.sendDate, statusCode: res.statusCode, url: req.url, res: res.req === req, aborted: req.aborted, readable: typeof req.pipe, message: String(res.statusMessage) });
  if (!(res.headersSent && res.writableEnded && res.finished)) console.log("not finished");
}
