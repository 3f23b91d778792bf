export default function handler(req, res) {
  const forwarded = Object.keys(req.headers).filter((name) => name.startsWith("x-forwarded")).sort();
  res.json({
    cookies: req.cookies,
    multi: req.headers["x-multi"],
    raw: req.rawHeaders.filter((_, at) => /x-multi/i.test(req.rawHeaders[at - (at % 2)])),
    forwarded,
    forwardedFor: req.headers["x-forwarded-for"],
    host: req.headers.host,
    method: req.method,
    version: req.httpVersion,
    remote: req.socket.remoteAddress,
    complete: req.complete,
    name: [req.constructor.name, res.constructor.name],
    preview: [String(req.preview), req.previewData, String(req.draftMode)],
  });
}
