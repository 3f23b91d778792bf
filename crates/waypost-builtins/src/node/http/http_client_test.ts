// node:http: the client, its agents and servers of packages, over loopback.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { setTimeout } from "waypost-internal:internal/event_loop/event_loop";
import { AsyncLocalStorage } from "waypost-internal:node/async_hooks/async_hooks";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { once } from "waypost-internal:node/events/events";
import * as http from "waypost-internal:node/http/http";
import * as net from "waypost-internal:node/net/net";

type Anything = any;

async function serve(listener: Anything, options: Anything = {}): Promise<Anything> {
  const server = http.createServer(options, listener) as Anything;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return server;
}

/** A server that answers each connection with these bytes and closes it when told so. */
async function raw(answer: string, closes = true): Promise<Anything> {
  const server = net.createServer((socket: Anything) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write(Buffer.from(answer, "latin1"));
      if (closes) socket.end();
    });
  }) as Anything;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return server;
}

function closed(server: Anything): Promise<void> {
  server.closeAllConnections?.();
  return new Promise((resolve) => server.close(() => resolve()));
}

function textOf(stream: Anything): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (piece: string) => (text += piece));
    stream.on("end", () => resolve(text));
    stream.on("error", reject);
  });
}

function send(server: Anything, options: Anything = {}, body?: Anything): Promise<Anything> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port: server.address().port, host: "127.0.0.1", agent: false, ...options }, async (response: Anything) => {
      response.text = await textOf(response);
      resolve(response);
    }) as Anything;
    request.on("error", reject);
    request.end(body);
  });
}

test("a request and its answer, with headers as they were written", async () => {
  const seen: Anything = {};
  const server = await serve(async (req: Anything, res: Anything) => {
    Object.assign(seen, { method: req.method, url: req.url, headers: req.headers, raw: req.rawHeaders, body: await textOf(req) });
    res.setHeader("X-Two", ["a", "b"]);
    res.setHeader("Set-Cookie", ["c=1", "d=2"]);
    res.writeHead(201, "Made");
    res.end("done");
  });
  const response = await send(server, { method: "POST", path: "/a?b", headers: { "X-One": "1", "Content-Type": "text/plain" }, auth: "u:p" }, "body");
  const { port } = server.address();
  assertEquals([seen.method, seen.url, seen.body], ["POST", "/a?b", "body"]);
  assertEquals(seen.raw, ["X-One", "1", "Content-Type", "text/plain", "Host", `127.0.0.1:${port}`, "Authorization", "Basic dTpw", "Connection", "close", "Content-Length", "4"]);
  assertEquals([response.statusCode, response.statusMessage, response.httpVersion, response.text, response.complete], [201, "Made", "1.1", "done", true]);
  assertEquals([response.headers["x-two"], response.headers["set-cookie"], response.headers["transfer-encoding"]], ["a, b", ["c=1", "d=2"], "chunked"]);
  assert(response.rawHeaders.includes("X-Two") && !Number.isNaN(Date.parse(response.headers.date)), "names keep their case");
  await closed(server);
});

test("pieces are sent in chunks, with trailers, both ways", async () => {
  const server = await serve(async (req: Anything, res: Anything) => {
    const text = await textOf(req);
    res.writeHead(200, { Trailer: "X-Sum" });
    for (const word of text.split(" ")) res.write(`<${word}>`);
    res.addTrailers({ "X-Sum": String(text.length), "X-Given": req.trailers["x-given"] });
    res.end();
  });
  const response = await new Promise<Anything>((resolve) => {
    const request = http.request({ port: server.address().port, host: "127.0.0.1", method: "PUT", headers: { Trailer: "X-Given" } }, async (res: Anything) => {
      res.text = await textOf(res);
      resolve(res);
    }) as Anything;
    request.write("one ");
    request.write("two");
    request.addTrailers({ "X-Given": "yes" });
    request.end();
  });
  assertEquals([response.text, response.headers["transfer-encoding"]], ["<one><two>", "chunked"]);
  assertEquals([response.trailers, response.rawTrailers], [{ "x-sum": "7", "x-given": "yes" }, ["X-Sum", "7", "X-Given", "yes"]]);
  await closed(server);
});

test("connections are kept, bounded and shared out", async () => {
  const sockets = new Set();
  const server = await serve((req: Anything, res: Anything) => {
    sockets.add(req.socket);
    setTimeout(() => res.end(req.url), 2);
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 }) as Anything;
  const texts = await Promise.all(["/1", "/2", "/3", "/4", "/5"].map(async (path) => (await send(server, { agent, path })).text));
  assertEquals([texts, sockets.size], [["/1", "/2", "/3", "/4", "/5"], 2]);
  const name = agent.getName({ port: server.address().port, host: "127.0.0.1" });
  while (agent.freeSockets[name]?.length !== 2) await new Promise((resolve) => setTimeout(resolve, 1));
  assertEquals([agent.freeSockets[name].length, Object.keys(agent.sockets).length, Object.keys(agent.requests).length], [2, 0, 0]);
  const request = http.get({ port: server.address().port, host: "127.0.0.1", agent }) as Anything;
  const [response] = (await once(request, "response")) as Anything;
  assertEquals(request.reusedSocket, true);
  await textOf(response);
  agent.destroy();
  await closed(server);
});

test("a reused connection carries the context of its request", async () => {
  const server = await serve((req: Anything, res: Anything) => res.end(req.url));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 }) as Anything;
  const storage = new AsyncLocalStorage() as Anything;
  const seen: unknown[] = [];
  const one = (name: string): Promise<void> =>
    storage.run(name, () => {
      return new Promise<void>((resolve) => {
        http.get({ port: server.address().port, host: "127.0.0.1", agent, path: `/${name}` }, (res: Anything) => {
          seen.push(storage.getStore());
          res.on("data", (piece: Uint8Array) => seen.push(`${piece} ${storage.getStore()}`));
          res.on("end", resolve);
        });
      });
    });
  await Promise.all([one("a"), one("b"), one("c")]);
  assertEquals(seen, ["a", "/a a", "b", "/b b", "c", "/c c"]);
  agent.destroy();
  await closed(server);
});

for (const [name, answer, code, message] of [
  ["nothing", "", "ECONNRESET", "socket hang up"],
  ["no HTTP", "SSH-2.0-x\r\n\r\n", "HPE_INVALID_CONSTANT", "Parse Error: Expected HTTP/, RTSP/ or ICE/"],
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "HPE_UNEXPECTED_CONTENT_LENGTH", "Parse Error: Content-Length already present"],
  ["length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING", "Parse Error: Transfer-Encoding can't be present with Content-Length"],
  ["chunks and length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH", "Parse Error: Content-Length can't be present with Transfer-Encoding"],
  ["a head without an end", `HTTP/1.1 200 OK\r\nX: ${"y".repeat(20000)}\r\n\r\n`, "HPE_HEADER_OVERFLOW", "Parse Error: Header overflow"],
  ["a bad name", "HTTP/1.1 200 OK\r\na b: c\r\n\r\n", "HPE_INVALID_HEADER_TOKEN", "Parse Error: Invalid header token"],
] as const) {
  test(`an answer that is ${name} is an error`, async () => {
    const server = await raw(answer);
    const request = http.get({ port: server.address().port, host: "127.0.0.1", agent: false }) as Anything;
    const [error] = (await once(request, "error")) as Anything;
    assertEquals([error.code, error.message], [code, message]);
    await closed(server);
  });
}

test("a refused connection is an error of the request, and then it closes", async () => {
  const server = await raw("");
  const { port } = server.address();
  await closed(server);
  const request = http.get({ port, host: "127.0.0.1" }) as Anything;
  const [error] = (await once(request, "error")) as Anything;
  assertEquals([error.code, error.syscall, error.port], ["ECONNREFUSED", "connect", port]);
  await once(request, "close");
  assertEquals(request.destroyed, true);
});

test("an answer cut short is aborted, one without a length ends with its connection", async () => {
  const short = await raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  const events: string[] = [];
  const [response] = (await once(http.get({ port: short.address().port, host: "127.0.0.1" }) as Anything, "response")) as Anything;
  response.on("aborted", () => events.push("aborted"));
  response.on("error", (error: Anything) => events.push(`${error.code} ${error.message}`));
  response.on("end", () => events.push("end"));
  response.resume();
  await new Promise((resolve) => response.on("close", resolve));
  assertEquals([events, response.complete], [["aborted", "ECONNRESET aborted"], false]);
  await closed(short);
  const open = await raw("HTTP/1.0 200 OK\r\n\r\nall of it");
  assertEquals((await send(open)).text, "all of it");
  await closed(open);
});

test("interim answers, and a body that waits for leave", async () => {
  const server = await serve(null);
  server.on("checkContinue", async (req: Anything, res: Anything) => {
    res.writeEarlyHints({ link: "</a>; rel=preload" });
    res.writeContinue();
    res.end(await textOf(req));
  });
  const request = http.request({ port: server.address().port, host: "127.0.0.1", method: "POST", headers: { Expect: "100-continue" } }) as Anything;
  const hints: unknown[] = [];
  request.on("information", (info: Anything) => hints.push(info.statusCode, info.headers.link));
  request.on("continue", () => request.end("later"));
  const [response] = (await once(request, "response")) as Anything;
  assertEquals([await textOf(response), hints], ["later", [103, "</a>; rel=preload", 100, undefined]]);
  await closed(server);
});

test("upgrades and CONNECT hand over the connection", async () => {
  const server = await serve(null);
  server.on("upgrade", (_req: Anything, socket: Anything, head: Uint8Array) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhi ${head.length} `);
    socket.on("data", (piece: Uint8Array) => socket.end(piece));
  });
  server.on("connect", (req: Anything, socket: Anything) => {
    socket.end(`HTTP/1.1 200 OK\r\n\r\nto ${req.url}`);
  });
  const { port } = server.address();
  const request = http.get({ port, host: "127.0.0.1", headers: { Connection: "Upgrade", Upgrade: "x" } }) as Anything;
  const [response, socket, head] = (await once(request, "upgrade")) as Anything;
  socket.write("there");
  assertEquals([response.statusCode, response.headers.upgrade, `${head}${await textOf(socket)}`], [101, "x", "hi 0 there"]);
  const tunnel = http.request({ port, host: "127.0.0.1", method: "CONNECT", path: "a.example:443" }) as Anything;
  tunnel.end();
  const [, other, first] = (await once(tunnel, "connect")) as Anything;
  assertEquals(`${first}${await textOf(other)}`, "to a.example:443");
  await closed(server);
});

test("timeouts tell and do not end; abort and destroy do", async () => {
  const server = await serve((_req: Anything, res: Anything) => setTimeout(() => res.end("late"), 30));
  const where = { port: server.address().port, host: "127.0.0.1" };
  const slow = http.get({ ...where, timeout: 5 }) as Anything;
  let told = 0;
  slow.on("timeout", () => told++);
  const [response] = (await once(slow, "response")) as Anything;
  assertEquals([await textOf(response), told], ["late", 1]);
  const aborted = http.get(where) as Anything;
  setTimeout(() => aborted.abort(), 5);
  const [error] = (await once(aborted, "error")) as Anything;
  assertEquals([error.code, error.message, aborted.aborted, aborted.destroyed], ["ECONNRESET", "socket hang up", true, true]);
  const controller = new AbortController();
  const signalled = http.get({ ...where, signal: controller.signal }) as Anything;
  setTimeout(() => controller.abort(), 5);
  assertEquals(((await once(signalled, "error")) as Anything)[0].name, "AbortError");
  const own = http.get(where) as Anything;
  own.destroy(new Error("mine"));
  assertEquals(((await once(own, "error")) as Anything)[0].message, "mine");
  await closed(server);
});

test("Unix sockets and connections of one's own", async () => {
  const path = `/tmp/waypost-http-test-${Date.now()}-${Math.floor(Math.random() * 1e9)}.sock`;
  const server = http.createServer((req: Anything, res: Anything) => res.end(req.headers.host)) as Anything;
  await new Promise<void>((resolve) => server.listen(path, () => resolve()));
  const get = (options: Anything): Promise<string> => new Promise((resolve) => http.get(options, (res: Anything) => resolve(textOf(res))));
  assertEquals(await get({ socketPath: path, path: "/" }), "localhost");
  assertEquals(await get({ createConnection: () => net.connect(path), host: "x.example" }), "x.example");
  await closed(server);
});

test("answers follow each other in the order of their questions", async () => {
  const waiting: Anything[] = [];
  const server = await serve((req: Anything, res: Anything) => {
    if (req.url === "/1") waiting.push(res);
    else {
      res.end(`answer ${req.url}`);
      waiting[0].end("answer /1");
    }
  });
  const socket = net.connect(server.address().port, "127.0.0.1") as Anything;
  socket.write("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const text = await textOf(socket);
  assert(text.indexOf("answer /1") > 0 && text.indexOf("answer /1") < text.indexOf("answer /2"), text);
  await closed(server);
});

for (const [name, request, status] of [
  ["a line that is none", "x\r\n\r\n", 400],
  ["no host", "GET / HTTP/1.1\r\n\r\n", 400],
  ["a name with a space", "GET / HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n", 400],
  ["a folded value", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400],
  ["length and chunks", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400],
  ["a coding that is not the last", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 400],
  ["a chunk's size that is none", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400],
  ["a head too large", `GET / HTTP/1.1\r\nHost: x\r\nA: ${"b".repeat(20000)}\r\n\r\n`, 431],
  ["an expectation", "GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n", 417],
  ["line feeds alone", "GET / HTTP/1.1\nHost: x\n\n", 400],
] as const) {
  test(`a server refuses ${name}`, async () => {
    let wasAsked = false;
    const server = await serve((req: Anything, res: Anything) => {
      wasAsked = true;
      req.on("error", () => {});
      req.on("end", () => res.end("ok"));
      req.resume();
    });
    const socket = net.connect(server.address().port, "127.0.0.1") as Anything;
    socket.write(request);
    const text = await textOf(socket);
    assert(text.startsWith(`HTTP/1.1 ${status} `), text);
    assertEquals(wasAsked && !request.startsWith("POST"), false);
    await closed(server);
  });
}

test("a client that leaves aborts its request", async () => {
  const server = await serve(null);
  const socket = net.connect(server.address().port, "127.0.0.1") as Anything;
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  const [req, res] = (await once(server, "request")) as Anything;
  socket.destroy();
  const [error] = (await once(req, "error")) as Anything;
  assertEquals([error.code, error.message, req.aborted, req.complete], ["ECONNRESET", "aborted", true, false]);
  if (!res.closed) await once(res, "close");
  await closed(server);
});

test("HEAD, 204 and 304 have no body", async () => {
  const server = await serve((req: Anything, res: Anything) => {
    if (req.url === "/head") {
      res.setHeader("Content-Length", 5);
      res.end("12345");
    } else {
      res.statusCode = Number(req.url.slice(1));
      res.end("nothing");
    }
  });
  const head = await send(server, { method: "HEAD", path: "/head" });
  assertEquals([head.text, head.headers["content-length"]], ["", "5"]);
  for (const path of ["/204", "/304"]) {
    const { text, headers } = await send(server, { path });
    assertEquals([text, headers["transfer-encoding"]], ["", undefined]);
  }
  await closed(server);
});

for (const [name, call, code] of [
  ["a method", () => http.request({ method: "G E T" }), "ERR_INVALID_HTTP_TOKEN"],
  ["a path", () => http.request({ path: "/a b" }), "ERR_UNESCAPED_CHARACTERS"],
  ["a protocol", () => http.request("https://x.example/"), "ERR_INVALID_PROTOCOL"],
  ["a host", () => http.request({ host: 1 }), "ERR_INVALID_ARG_TYPE"],
  ["an agent", () => http.request({ agent: {} }), "ERR_INVALID_ARG_TYPE"],
  ["a header", () => http.request({ headers: { "a b": "c" } }), "ERR_INVALID_HTTP_TOKEN"],
  ["a value", () => http.request({ headers: { a: "b\n" } }), "ERR_INVALID_CHAR"],
  ["an address", () => http.request("x"), "ERR_INVALID_URL"],
] as const) {
  test(`refused: ${name}`, () => {
    assertThrows(call, { code });
  });
}

test("agents name connections as Node does", () => {
  const agent = new http.Agent();
  assertEquals(agent.getName({ host: "a", port: 1, localAddress: "b" }), "a:1:b");
  assertEquals(agent.getName({ socketPath: "/x", family: 6 }), "localhost:::6:/x");
  assertEquals([http.globalAgent.keepAlive, http.maxHeaderSize, http.METHODS.includes("GET"), http.STATUS_CODES[418]], [true, 16384, true, "I'm a Teapot"]);
});
