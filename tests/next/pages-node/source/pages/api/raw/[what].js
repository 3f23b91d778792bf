import { Readable, pipeline } from "node:stream";
export default function handler(req, res) {
  switch (req.query.what) {
    case "end": return res.end();
    case "end-text": return res.end("text");
    case "end-buffer": return res.end(Buffer.from("buf"));
    case "status": res.statusCode = 418; return res.end();
    case "message": res.statusCode = 400; res.statusMessage = "Custom Msg"; return res.end("x");
    case "message-send": res.statusMessage = "Custom Msg"; return res.status(400).send("x");
    case "write-head": res.writeHead(201, { "X-A": "b", "Content-Type": "text/plain" }); res.write("a"); res.write("b"); return res.end("c");
    case "write-head-reason": res.writeHead(202, "Taken", { "x-b": "1" }); return res.end("r");
    case "write-head-wins": res.setHeader("x-a", "set"); res.writeHead(200, { "x-a": "head" }); return res.end("w");
    case "write-head-array": res.writeHead(200, ["x-a", "1", "x-a", "2"]); return res.end("w");
    case "many": res.setHeader("x-a", ["1", "2"]); res.setHeader("X-Case", 7); return res.end("m");
    case "append": res.appendHeader("x-a", "1"); res.appendHeader("x-a", ["2", "3"]); return res.end("m");
    case "remove": res.setHeader("x-a", "1"); res.removeHeader("X-A"); return res.end("m");
    case "length": res.setHeader("content-length", "3"); return res.end("len");
    case "read-back": res.setHeader("X-A", "1"); return res.json({ get: res.getHeader("x-a"), all: Object.keys(res.getHeaders()).sort(), names: res.getHeaderNames().sort(), has: res.hasHeader("X-a"), sent: res.headersSent });
    case "sent": res.write("a"); return res.end(String(res.headersSent));
    case "bad-name": try { res.setHeader("a b", "1"); } catch (e) { return res.end(e.code); } return res.end("no");
    case "bad-value": try { res.setHeader("a", "x\ny"); } catch (e) { return res.end(e.code); } return res.end("no");
    case "no-value": try { res.setHeader("a"); } catch (e) { return res.end(e.code); } return res.end("no");
    case "bad-status": try { res.writeHead(99); } catch (e) { return res.end(e.code); } return res.end("no");
    case "after-sent": res.write("a"); try { res.setHeader("x", "1"); } catch (e) { return res.end(e.code); } return res.end("no");
    case "pipe": res.setHeader("Content-Type", "text/plain"); return Readable.from(["one,", "two"]).pipe(res);
    case "pipeline": return pipeline(Readable.from(["p1", "p2"]), res, () => {});
    case "web": return Readable.fromWeb(new Response("from web").body).pipe(res);
    case "events": { res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform", Connection: "keep-alive" }); let n = 0; const timer = setInterval(() => { res.write(`data: ${++n}\n\n`); if (n === 3) { clearInterval(timer); res.end(); } }, 15); return; }
    case "flush": res.setHeader("x-a", "1"); res.flushHeaders(); setTimeout(() => res.end("flushed"), 10); return;
    case "slow": res.write("1,"); setTimeout(() => { res.write("2,"); setTimeout(() => res.end("3"), 15); }, 15); return;
    case "callback": res.end("cb", () => { globalThis.ended = { ended: res.writableEnded, finished: res.writableFinished }; }); return;
    case "ended": return res.json(globalThis.ended ?? null);
    case "finish": { const seen = []; for (const name of ["finish", "close"]) res.on(name, () => { seen.push(name); globalThis.seen = seen; }); return res.end("f"); }
    case "seen": return res.json(globalThis.seen ?? null);
    case "204": res.statusCode = 204; return res.end("ignored");
    case "304": res.statusCode = 304; return res.end("ignored");
    case "cork": res.cork(); res.write("a"); res.write("b"); res.uncork(); return res.end();
    case "latin": return res.end("é", "latin1");
    case "hex": return res.end("6869", "hex");
    case "large": return res.end("x".repeat(200000));
  }
  res.status(400).end();
}
