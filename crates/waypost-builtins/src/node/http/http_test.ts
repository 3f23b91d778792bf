// node:http: the messages of an exchange as packages use them.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { FakeInvocation, type FakeRequest } from "waypost-internal:internal/testing/fake_invocation";
import { setImmediate, setTimeout } from "waypost-internal:internal/event_loop/event_loop";
import { BODY } from "waypost-internal:internal/turn/layout";
import { makeApiRoute } from "waypost-internal:next/api_handler/api_handler";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import * as http from "waypost-internal:node/http/http";
import { eos as finished } from "waypost-internal:node/stream/end_of_stream";
import { pipeline } from "waypost-internal:node/stream/pipeline";
import { Readable } from "waypost-internal:node/stream/readable";

type Anything = any;

/** On a busy machine the timer may be due at once: what takes a few turns gets them in any case. */
async function pause(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 2));
  for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A pair of messages whose body is left alone. */
function exchange(given: FakeRequest = {}, room = Number.POSITIVE_INFINITY): { req: Anything; res: Anything; invocation: FakeInvocation } {
  const invocation = new FakeInvocation(given);
  invocation.room = room;
  let pair: Anything;
  const info = { kind: "pages", page: "/api/x", source: "x", runtime: "nodejs", entry: 0, bodyParser: { enabled: false, limit: 0, limitText: "" } };
  makeApiRoute(info as never, {
    default: (req: Anything, res: Anything) => {
      pair = { req, res, invocation };
    },
  })(invocation);
  return pair;
}

function record(target: Anything, names: string[], events: string[], prefix = ""): void {
  for (const name of names) target.on(name, () => events.push(prefix + name));
}

const bytes = (text: string): Uint8Array => Buffer.from(text) as unknown as Uint8Array;

// ---- headers ----

test("headers keep case and order, and can be read in any case", () => {
  const { res } = exchange();
  assertEquals(res.setHeader("X-One", 1) === res, true);
  res.setHeader("Set-Cookie", ["a=1", "b=2"]);
  res.setHeader("x-ONE", "2");
  assertEquals(res.getHeaderNames(), ["x-one", "set-cookie"]);
  assertEquals(res.getRawHeaderNames(), ["x-ONE", "Set-Cookie"]);
  assertEquals([res.getHeader("X-One"), res.getHeader("set-cookie"), res.getHeader("none")], ["2", ["a=1", "b=2"], undefined]);
  assertEquals({ ...res.getHeaders() }, { "x-one": "2", "set-cookie": ["a=1", "b=2"] });
  assertEquals(Object.getPrototypeOf(res.getHeaders()), null);
  res.appendHeader("X-One", "3").appendHeader("X-New", ["4", "5"]);
  assertEquals([res.getHeader("x-one"), res.getHeader("x-new")], [["2", "3"], ["4", "5"]]);
  res.removeHeader("X-ONE");
  assertEquals([res.hasHeader("x-one"), res.hasHeader("X-NEW")], [false, true]);
  res.setHeaders(new Map([["x-map", "6"]]));
  assertEquals(res.getHeader("x-map"), "6");
});

for (const [name, call, code, message] of [
  ["a bad name", (res: Anything) => res.setHeader("a b", 1), "ERR_INVALID_HTTP_TOKEN", 'Header name must be a valid HTTP token ["a b"]'],
  ["no value", (res: Anything) => res.setHeader("a"), "ERR_HTTP_INVALID_HEADER_VALUE", 'Invalid value "undefined" for header "a"'],
  ["a line break", (res: Anything) => res.setHeader("a", "b\r\nc: d"), "ERR_INVALID_CHAR", 'Invalid character in header content ["a"]'],
  ["a line break in a list", (res: Anything) => res.setHeader("a", ["b", "\n"]), "ERR_INVALID_CHAR", 'Invalid character in header content ["a"]'],
  ["a wide character", (res: Anything) => res.writeHead(200, { a: "\u20ac" }), "ERR_INVALID_CHAR", 'Invalid character in header content ["a"]'],
  ["a bad reason", (res: Anything) => res.writeHead(200, "a\nb"), "ERR_INVALID_CHAR", "Invalid character in statusMessage"],
  ["a bad status", (res: Anything) => res.writeHead(99), "ERR_HTTP_INVALID_STATUS_CODE", "Invalid status code: 99"],
  ["a name that is no text", (res: Anything) => res.getHeader(1), "ERR_INVALID_ARG_TYPE", 'The "name" argument must be of type string. Received type number (1)'],
  ["null written", (res: Anything) => res.write(null), "ERR_STREAM_NULL_VALUES", "May not write null values to stream"],
  ["a number ended", (res: Anything) => res.end(5), "ERR_INVALID_ARG_TYPE", 'The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received type number (5)'],
  ["appended when sent", (res: Anything) => (res.writeHead(200), res.appendHeader("a", "1")), "ERR_HTTP_HEADERS_SENT", "Cannot append headers after they are sent to the client"],
  ["removed when sent", (res: Anything) => (res.end(), res.removeHeader("a")), "ERR_HTTP_HEADERS_SENT", "Cannot remove headers after they are sent to the client"],
  ["a second head", (res: Anything) => (res.writeHead(200), res.writeHead(200)), "ERR_HTTP_HEADERS_SENT", "Cannot write headers after they are sent to the client"],
] as const) {
  test(`refused: ${name}`, () => {
    assertThrows(() => call(exchange().res), { code, message });
  });
}

for (const [name, head, expected] of [
  ["an object", { "X-A": "1", "Set-Cookie": ["a", "b"] }, "x-a: 1 | set-cookie: a | set-cookie: b"],
  ["a flat list", ["X-A", "1", "X-A", "2"], "x-a: 1 | x-a: 2"],
  ["pairs", [["X-A", "1"], ["X-B", "2"]], "x-a: 1 | x-b: 2"],
  ["framing is the server's", { Connection: "keep-alive", "Transfer-Encoding": "chunked", "Keep-Alive": "timeout=1", "X-A": "1" }, "x-a: 1"],
  ["a connection to close", { Connection: "close" }, "connection: close"],
] as const) {
  test(`writeHead with ${name}`, () => {
    const { res, invocation } = exchange();
    assertEquals(res.writeHead(200, head) === res, true);
    res.end();
    assertEquals(invocation.sent.toString(), `200 | ${expected} | `);
  });
}

test("writeHead wins over what was set", () => {
  const { res, invocation } = exchange();
  res.setHeader("X-A", "1");
  res.writeHead(404, "Nope", { "x-a": "2" });
  assertEquals([res.statusCode, res.statusMessage, res.headersSent, typeof res._header], [404, "Nope", true, "string"]);
  res.end();
  assertEquals(invocation.sent.toString(), "404 | x-a: 2 | :reason: Nope | ");
});

// ---- writing ----

test("a body that is complete at its end is one answer", () => {
  const { res, invocation } = exchange();
  res.end(Buffer.from("abc"));
  assertEquals([invocation.sent.whole, invocation.sent.kind, invocation.sent.body], [1, BODY.BYTES, "abc"]);
});

test("text in another encoding becomes bytes", () => {
  const { res, invocation } = exchange();
  res.end("aGk=", "base64");
  assertEquals([invocation.sent.kind, invocation.sent.body], [BODY.BYTES, "hi"]);
});

test("a length that was set goes with pieces, not with a complete body", () => {
  const whole = exchange();
  whole.res.setHeader("Content-Length", 3);
  whole.res.end("abc");
  assertEquals(whole.invocation.sent.header("content-length"), undefined);
  assertEquals(whole.res.getHeader("content-length"), 3);
  const streamed = exchange();
  streamed.res.writeHead(200, { "Content-Length": 3 });
  streamed.res.write("a");
  streamed.res.end("bc");
  assertEquals(streamed.invocation.sent.header("content-length"), "3");
});

test("flushHeaders sends the head alone", () => {
  const { res, invocation } = exchange();
  res.flushHeaders();
  assertEquals([invocation.sent.kind, invocation.sent.cut, res.headersSent], [BODY.STREAM, undefined, true]);
  res.end();
  assertEquals(invocation.sent.cut, false);
});

test("corked pieces leave together", () => {
  const { res, invocation } = exchange();
  res.cork();
  res.write("a");
  res.write("b");
  assertEquals([invocation.sent.pieces, res.writableLength, res.writableCorked], [[], 2, 1]);
  res.uncork();
  assertEquals(invocation.sent.pieces, ["a", "b"]);
  res.end();
});

test("no body for 204 and HEAD", () => {
  for (const given of [{}, { method: "HEAD" }]) {
    const { res, invocation } = exchange(given);
    res.statusCode = given.method === undefined ? 204 : 200;
    assertEquals(res.write("abc"), true);
    res.end();
    assertEquals([invocation.sent.kind, invocation.sent.body], [BODY.NONE, ""]);
  }
});

test("backpressure: write answers false, drain follows, finish waits", async () => {
  const { res, invocation } = exchange({}, 2);
  const events: string[] = [];
  record(res, ["drain", "finish", "close"], events);
  assertEquals([res.write("a"), res.write("b", () => events.push("written"))], [true, false]);
  assertEquals(res.writableNeedDrain, true);
  await pause();
  assertEquals(events, []);
  invocation.room = 1;
  invocation.caughtUp?.(true);
  await pause();
  assertEquals(events, ["written", "drain"]);
  res.end("c");
  assertEquals([res.writableEnded, res.writableFinished], [true, false]);
  await pause();
  invocation.caughtUp?.(true);
  await pause();
  assertEquals(events, ["written", "drain", "finish", "close"]);
  assertEquals([res.writableFinished, res.closed, invocation.sent.body], [true, true, "abc"]);
});

test("callbacks of write and end", async () => {
  const { res } = exchange();
  const events: string[] = [];
  res.write("a", () => events.push("write"));
  res.end("b", "utf8", () => events.push("end"));
  res.end(() => events.push("end again"));
  await pause();
  assertEquals(events, ["write", "end", "end again"]);
});

test("a write after the end is an error event", async () => {
  const { res } = exchange();
  const seen: unknown[] = [];
  res.on("error", (error: { code: string }) => seen.push(error.code));
  res.end("a");
  assertEquals(res.write("b", (error: { code: string }) => seen.push(error.code)), false);
  await pause();
  assertEquals(seen, ["ERR_STREAM_WRITE_AFTER_END", "ERR_STREAM_WRITE_AFTER_END"]);
});

test("a listener that comes after the end still hears it", async () => {
  const { res } = exchange();
  const events: string[] = [];
  res.end("a");
  record(res, ["finish", "close"], events);
  await pause();
  assertEquals(events, ["finish", "close"]);
});

test("pipe, pipeline and finished", async () => {
  const piped = exchange();
  const events: string[] = [];
  record(piped.res, ["pipe", "unpipe", "finish"], events);
  Readable.from([bytes("a"), bytes("b")]).pipe(piped.res);
  await pause();
  await pause();
  assertEquals([piped.invocation.sent.body, piped.invocation.sent.cut, events], ["ab", false, ["pipe", "finish", "unpipe"]]);

  const chained = exchange();
  const ended = await new Promise((resolve) => pipeline(Readable.from([bytes("c")]), chained.res, resolve));
  assertEquals([ended, chained.invocation.sent.body], [undefined, "c"]);

  const watched = exchange();
  const done = new Promise((resolve) => finished(watched.res, resolve as never));
  watched.res.end("d");
  assertEquals(await done, undefined);
});

test("a pipeline that fails cuts the answer", async () => {
  const { res, invocation } = exchange();
  const source = new Readable({ read(): void {} }) as Anything;
  const outcome = new Promise((resolve) => pipeline(source, res, resolve));
  source.push("a");
  await pause();
  source.destroy(new Error("lost"));
  assertEquals(((await outcome) as Error).message, "lost");
  await pause();
  assertEquals([invocation.sent.body, invocation.sent.cut], ["a", true]);
});

test("destroying an answer without a head cuts the connection", async () => {
  const { req, res, invocation } = exchange();
  const events: string[] = [];
  record(req, ["aborted", "close"], events, "req ");
  record(res, ["finish", "close"], events, "res ");
  res.destroy();
  await pause();
  assertEquals([invocation.sent.kind, res.destroyed], [BODY.ABORT, true]);
  assertEquals(events, ["req aborted", "res close", "req close"]);
});

// ---- reading ----

for (const [name, body] of [
  ["text", "h\u00e9llo"],
  ["bytes", bytes("h\u00e9llo")],
  ["pieces", [bytes("h\u00e9"), bytes("llo")]],
] as const) {
  test(`reading ${name} by events`, async () => {
    const { req } = exchange({ method: "POST", body: body as never });
    const chunks: Uint8Array[] = [];
    const events: string[] = [];
    assertEquals([req.readableFlowing, req.readable], [null, true]);
    req.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    record(req, ["end", "close", "aborted"], events);
    await pause();
    assert(chunks.every((chunk) => Buffer.isBuffer(chunk)));
    assertEquals(Buffer.concat(chunks).toString(), "h\u00e9llo");
    assertEquals([events, req.complete, req.aborted], [["end", "close"], true, false]);
  });
}

test("setEncoding gives text", async () => {
  const { req } = exchange({ method: "POST", body: [bytes("\u00e9").slice(0, 1), bytes("\u00e9").slice(1)] });
  req.setEncoding("utf8");
  let text = "";
  for await (const chunk of req) text += chunk;
  assertEquals(text, "\u00e9");
});

test("a request without a body ends at once", async () => {
  const { req } = exchange();
  const events: string[] = [];
  req.resume();
  record(req, ["data", "end"], events);
  await pause();
  assertEquals(events, ["end"]);
});

test("a body that breaks off", async () => {
  const { req } = exchange({ method: "POST", body: [bytes("a"), Object.assign(new Error("aborted"), { code: "ECONNRESET" })] });
  const events: string[] = [];
  record(req, ["data", "aborted", "close", "end"], events);
  req.on("error", (error: { code: string }) => events.push(error.code));
  await pause();
  assertEquals(events, ["data", "aborted", "ECONNRESET", "close"]);
  assertEquals([req.complete, req.aborted, req.destroyed], [false, true, true]);
});

test("destroying a request cuts the connection", async () => {
  const { req, res, invocation } = exchange({ method: "POST", body: [bytes("a")] });
  const events: string[] = [];
  record(res, ["close"], events);
  req.destroy();
  await pause();
  assertEquals([invocation.sent.kind, req.socket.destroyed, events], [BODY.ABORT, true, ["close"]]);
});

test("headers by Node's rules for repeated names", () => {
  const { req } = exchange({
    headers: [["host", "a"], ["host", "b"], ["accept", "1"], ["accept", "2"], ["cookie", "x=1"], ["cookie", "y=2"], ["set-cookie", "z"], ["__proto__", "p"]],
  });
  assertEquals([req.headers.host, req.headers.accept, req.headers.cookie, req.headers["set-cookie"]], ["a", "1, 2", "x=1; y=2", ["z"]]);
  assert(Object.hasOwn(req.headers, "__proto__"));
  assertEquals(req.headersDistinct.accept, ["1", "2"]);
  assertEquals([req.httpVersion, req.httpVersionMajor, req.trailers, req.rawTrailers, req.upgrade], ["1.1", 1, {}, [], false]);
});

test("setTimeout is heard on the message and its socket", async () => {
  const { req, res } = exchange();
  const events: string[] = [];
  req.setTimeout(1, () => events.push("req"));
  req.socket.on("timeout", () => events.push("socket"));
  await new Promise((resolve) => setTimeout(resolve, 10));
  assertEquals(events, ["socket", "req"]);
  res.setTimeout(0);
  res.end();
});

// ---- the module ----

test("the module", () => {
  assertEquals([http.STATUS_CODES[404], http.METHODS.includes("PATCH"), http.METHODS.length, http.maxHeaderSize], ["Not Found", true, 35, 16384]);
  assertThrows(() => http.validateHeaderName(""), { code: "ERR_INVALID_HTTP_TOKEN" });
  assertThrows(() => http.validateHeaderValue("a", "\u0000"), { code: "ERR_INVALID_CHAR" });
  http.validateHeaderValue("a", "\u00e9\t");
});

test("messages can be made and inherited without new", () => {
  function Old(this: object): void {
    (http.ServerResponse as unknown as (this: object, req: object) => void).call(this, { method: "HEAD" });
  }
  Object.setPrototypeOf(Old.prototype, http.ServerResponse.prototype);
  const res = new (Old as unknown as new () => Anything)();
  res.setHeader("A", "1");
  res.statusCode = 201;
  res.end("x");
  assertEquals([res.getHeader("a"), res.finished, res._hasBody, res instanceof http.OutgoingMessage], ["1", true, false, true]);
  const req = new http.IncomingMessage({}) as Anything;
  Object.assign(req, { method: "PUT", url: "/y", headers: { a: "1" } });
  assertEquals([req.method, req.url, req.headers.a, req.readable], ["PUT", "/y", "1", true]);
});
