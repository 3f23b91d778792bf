export default function handler(req, res) {
  res.json({ url: req.url, method: req.method, query: req.query, cookies: req.cookies, version: req.httpVersion, address: req.socket.remoteAddress, complete: req.complete, name: req.constructor.name, preview: req.preview ?? "absent", draft: req.draftMode, body: req.body });
}
