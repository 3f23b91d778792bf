const run = (req, res, fn) => new Promise((ok, bad) => fn(req, res, (r) => (r instanceof Error ? bad(r) : ok(r))));
function cors(req, res, next) { res.setHeader("Access-Control-Allow-Origin", "*"); if (req.method === "OPTIONS") { res.statusCode = 204; res.setHeader("Content-Length", "0"); res.end(); } else next(); }
function onHeaders(req, res, next) { const before = res.writeHead; res.writeHead = function (...args) { res.setHeader("x-patched", "yes"); return before.apply(this, args); }; next(); }
export default async function handler(req, res) { await run(req, res, onHeaders); await run(req, res, cors); res.json({ through: true }); }
