export default function handler(req, res) {
  const { host, expect, upgrade, connection, "content-length": length, "transfer-encoding": encoding, "x-odd": odd } = req.headers;
  res.send({ method: req.method, url: req.url, query: req.query, version: req.httpVersion, headers: { host: host?.replace(/:[0-9]+$/, ":0"), expect, upgrade, connection, length, encoding, odd }, raw: req.rawHeaders.filter((_, at) => at % 2 === 0), body: req.body });
}
