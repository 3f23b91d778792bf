export default function handler(req, res) {
  const act = req.query.act;
  res.setHeader("X-One", "1");
  if (act === "cookies") { res.setHeader("Set-Cookie", ["a=1; Path=/", "b=2", "a=1; Path=/"]); return res.json({ get: res.getHeader("set-cookie") }); }
  if (act === "cookie") { res.setHeader("Set-Cookie", "a=1"); return res.json({ get: res.getHeader("Set-Cookie") }); }
  if (act === "append") { res.setHeader("Set-Cookie", "a=1"); res.appendHeader("Set-Cookie", "b=2"); return res.json({ get: res.getHeader("Set-Cookie") }); }
  if (act === "write-head") { res.writeHead(200, { "Set-Cookie": ["a=1", "b=2"], "X-One": "2" }); return res.end("w"); }
  if (act === "late") { res.status(200).json({ a: 1 }); res.setHeader("x-late", "1"); res.status(500); return; }
  if (act === "twice") { res.status(200).json({ a: 1 }); res.status(500).json({ b: 2 }); return; }
  if (act === "throw-after") { res.status(200).json({ a: 1 }); throw new Error("after"); }
  if (act === "throw-mid") { res.write("part"); throw new Error("mid"); }
  if (act === "status-string") { res.status("404"); return res.end("s"); }
  if (act === "vary") { res.setHeader("Vary", "Origin"); return res.json({}); }
  if (act === "cache") { res.setHeader("Cache-Control", "s-maxage=1, stale-while-revalidate"); return res.json({}); }
  if (act === "powered") { res.removeHeader("X-Powered-By"); return res.send("p"); }
  if (act === "etag") { return res.send("same body"); }
  if (act === "date") { res.setHeader("Date", "Thu, 01 Jan 1970 00:00:00 GMT"); return res.send("d"); }
  if (act === "chain") return res.status(201).setHeader("x-chain", "1").json({ chained: true });
  if (act === "redirect-body") return res.redirect(302, "/x?y=1&z=é");
  if (act === "head-json") return res.json({ head: req.method });
  if (act === "bigint") return res.json({ n: 1n });
  if (act === "circular") { const c = {}; c.c = c; return res.json(c); }
  if (act === "undefined") return res.json(undefined);
  if (act === "nan") return res.json({ n: NaN, u: undefined, d: new Date(0), f: () => 1 });
  if (act === "error-code") { const e = new Error("teapot"); e.statusCode = 418; throw e; }
  if (act === "reject") return Promise.reject(Object.assign(new Error("no"), { status: 404 }));
  if (act === "throw-string") throw "text";
  if (act === "throw-null") throw null;
  res.end("none");
}
