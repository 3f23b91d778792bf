export const run = (req, res, fn) =>
  new Promise((resolve, reject) => fn(req, res, (result) => (result instanceof Error ? reject(result) : resolve(result))));
export function cors(req, res, next) {
  res.setHeader("Vary", "Origin");
  res.setHeader("Access-Control-Allow-Origin", "*");
  if (req.method !== "OPTIONS") return next(req.query.fail ? new Error("refused") : undefined);
  res.statusCode = 204;
  res.setHeader("Content-Length", "0");
  res.end();
}
/** What packages do that add headers when the head is written. */
export function timing(req, res, next) {
  const { writeHead } = res;
  res.writeHead = function (...args) {
    res.setHeader("x-time", "1");
    return writeHead.apply(this, args);
  };
  next();
}
