// API routes from request to answer, by the recorded samples of Next.js.

import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";
import { FakeInvocation, type FakeRequest } from "waypost-internal:internal/testing/fake_invocation";
import { BODY } from "waypost-internal:internal/turn/layout";
import { makeApiRoute } from "waypost-internal:next/api_handler/api_handler";
import { etagOf } from "waypost-internal:next/api_handler/etag";
import { configureNext } from "waypost-internal:next/version/version";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { ServerResponse } from "waypost-internal:node/http/server_response";
import { console } from "waypost-internal:node/console/console";
import { Readable } from "waypost-internal:node/stream/readable";
import { setImmediate, setTimeout } from "waypost-internal:internal/event_loop/event_loop";

type Anything = any;
type Handler = (req: Anything, res: Anything) => unknown;

const INFO = { kind: "pages", page: "/api/x", source: "pages/api/x.ts", runtime: "nodejs", entry: 0 } as const;
const JSON_HEAD = "content-type: application/json; charset=utf-8";

/** On a busy machine the timer may be due at once: what takes a few turns gets them in any case. */
async function pause(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 2));
  for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Runs a handler; what it logs is kept. */
async function run(handler: unknown, request: FakeRequest = {}, info: object = {}): Promise<{ invocation: FakeInvocation; answer: string; log: string[] }> {
  const log: string[] = [];
  const kept = { error: console.error, warn: console.warn };
  const note = (...args: unknown[]): void => {
    log.push(args.map((one) => (one instanceof Error ? one.message : String(one))).join(" "));
  };
  Object.assign(console, { error: note, warn: note });
  try {
    const namespace = typeof handler === "function" ? { default: handler } : (handler as Record<string, unknown>);
    const invocation = new FakeInvocation(request);
    makeApiRoute({ ...INFO, ...info } as never, namespace)(invocation);
    await pause();
    return { invocation, answer: invocation.sent.toString(), log };
  } finally {
    Object.assign(console, kept);
  }
}

function check(name: string, handler: Handler, expected: string, request: FakeRequest = {}): void {
  test(name, async () => {
    assertEquals((await run(handler, request)).answer, expected);
  });
}

// ---- the wire samples ----

check("send text", (_, res) => res.send("hello \u00e9"), '200 | etag: "jxsr31123c7" | hello \u00e9');
check("send an empty text", (_, res) => res.send(""), '200 | etag: "78p3gz236i0" | ');
check("send an object", (_, res) => res.send({ a: 1 }), `200 | etag: "147uiiad94i7" | ${JSON_HEAD} | {"a":1}`);
check("json", (_, res) => res.json({ a: 1 }), `200 | ${JSON_HEAD} | etag: "147uiiad94i7" | {"a":1}`);
check("status and json", (_, res) => res.status(201).json({ a: 1 }), `201 | ${JSON_HEAD} | etag: "147uiiad94i7" | {"a":1}`);
check("json null", (_, res) => res.json(null), `200 | ${JSON_HEAD} | etag: "wm6yxsynvh4" | null`);
check("json undefined", (_, res) => res.json(undefined), `200 | ${JSON_HEAD} | `);
check(
  "helpers outlive Express's prototypes",
  (req, res) => {
    const changed = { value: () => "express", writable: true, configurable: true };
    const before = "res" in req;
    req.res = res;
    res.req = req;
    Object.setPrototypeOf(req, Object.create(IncomingMessage.prototype as object, { query: { get: () => "express" }, get: changed }) as object);
    Object.setPrototypeOf(res, Object.create(ServerResponse.prototype as object, { json: changed, set: changed }) as object);
    res.status(201).json({ query: req.query, body: req.body, added: [req.get(), res.set()], same: req.res === res && res.req === req && !before });
  },
  `201 | ${JSON_HEAD} | etag: ${etagOf('{"query":{"a":"1"},"body":"","added":["express","express"],"same":true}')} | {"query":{"a":"1"},"body":"","added":["express","express"],"same":true}`,
  { target: "/api/x?a=1" },
);
check("send false", (_, res) => res.send(false), `200 | etag: ${etagOf("false")} | ${JSON_HEAD} | false`);
check("send null", (_, res) => res.send(null), "200 | ");
check("end alone", (_, res) => res.end(), "200 | ");
check("end with text", (_, res) => res.end("text"), "200 | text");
check("send a Buffer", (_, res) => res.send(Buffer.from([65, 66])), `200 | etag: ${etagOf('{"type":"Buffer","data":[65,66]}')} | content-type: application/octet-stream | AB`);
check("send bytes", (_, res) => res.send(new Uint8Array([1])), `200 | etag: ${etagOf('{"0":1}')} | ${JSON_HEAD} | {"0":1}`);
check("send a stream", (_, res) => res.send(Readable.from(["a", "b"])), "200 | content-type: application/octet-stream | ab");
check("a type that was set is kept by text", (_, res) => res.setHeader("Content-Type", "text/xml") && res.send("<a/>"), `200 | content-type: text/xml | etag: ${etagOf("<a/>")} | <a/>`);
check("a type that was set is replaced by send", (_, res) => res.setHeader("Content-Type", "application/vnd.api+json") && res.send({ a: 1 }), `200 | ${JSON_HEAD} | etag: "147uiiad94i7" | {"a":1}`);
check("a type that was set is replaced by json", (_, res) => res.setHeader("Content-Type", "application/vnd.api+json") && res.json({ a: 1 }), `200 | ${JSON_HEAD} | etag: "147uiiad94i7" | {"a":1}`);
check("204 has neither headers nor body", (_, res) => res.status(204).json({ a: 1 }), "204 | ");
check("304 has neither headers nor body", (_, res) => res.status(304).send("x"), "304 | ");
check("418", (_, res) => res.status(418).end(), "418 | :reason: I'm a Teapot | ");
check("a status without a phrase", (_, res) => res.status(299).end(), "299 | :reason: unknown | ");
check(
  "statusMessage",
  (_, res) => {
    res.statusMessage = "Custom Msg";
    res.status(400).send("x");
  },
  `400 | etag: ${etagOf("x")} | :reason: Custom Msg | x`,
);
check("redirect", (_, res) => res.redirect("/x?y=1"), "307 | location: /x?y=1 | /x?y=1");
check("redirect with a status", (_, res) => res.redirect(301, "/x"), "301 | location: /x | /x");
check("redirect with a status as text", (_, res) => res.redirect("301", "/x"), "307 | location: 301 | 301");
check(
  "several cookies come first",
  (_, res) => {
    res.setHeader("Set-Cookie", ["a=1", "b=2"]);
    res.json({});
  },
  `200 | set-cookie: a=1 | set-cookie: b=2 | ${JSON_HEAD} | etag: ${etagOf("{}")} | {}`,
);
check(
  "writeHead, write, end",
  (_, res) => {
    res.writeHead(201, { "X-A": "b", "Content-Type": "text/plain" });
    res.write("a");
    res.write("b");
    res.end("c");
  },
  "201 | x-a: b | content-type: text/plain | abc",
);
const FAILED = "500 | Internal Server Error";
check("an error", () => { throw new Error("boom"); }, FAILED);
check("a text thrown", () => { throw "str"; }, FAILED);
check("an error with a status", async () => { throw Object.assign(new Error("x"), { statusCode: 404 }); }, FAILED);
check(
  "earlier headers stay when the handler fails",
  (_, res) => {
    res.setHeader("X-A", "1");
    throw new Error("boom");
  },
  "500 | x-a: 1 | Internal Server Error",
);
const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;
check("json of a cycle", (_, res) => res.json(cyclic), `500 | ${JSON_HEAD} | Internal Server Error`);
check("json of a bigint", (_, res) => res.json({ a: 1n }), `500 | ${JSON_HEAD} | Internal Server Error`);
check("redirect without a url", (_, res) => res.redirect(), FAILED);

test("json twice: the first answer stays, as in Next.js without a word", async () => {
  const { answer, log } = await run((_: Anything, res: Anything) => {
    res.json({ a: 1 });
    res.json({ b: 1 });
  });
  assertEquals(answer, `200 | ${JSON_HEAD} | etag: "147uiiad94i7" | {"a":1}`);
  assertEquals(log, []);
});

test("an error after the head ends the answer", async () => {
  const { invocation, log } = await run((_: Anything, res: Anything) => {
    res.write("a");
    throw new Error("late");
  });
  assertEquals(invocation.sent.body, "aInternal Server Error");
  assertEquals(invocation.sent.cut, false);
  assertEquals(log, ["late"]);
});

// ---- ETags ----

test("etag vectors", () => {
  const vectors: [string, string][] = [
    ["", "78p3gz236i0"],
    ["a", "ap6mcnqid61"],
    ["hello", "2caikvdqo85"],
    ["null", "wm6yxsynvh4"],
    ['{"a":1}', "147uiiad94i7"],
    ['{"index":true,"q":{}}', "vf7i6wwwpdl"],
    ["hello \u00e9", "jxsr31123c7"],
  ];
  for (const [text, tag] of vectors) assertEquals(etagOf(text), `"${tag}"`);
});

const json: Handler = (_, res) => res.json({ a: 1 });
const TAG = '"147uiiad94i7"';
check("304 when the tag is known", json, `304 | ${JSON_HEAD} | etag: ${TAG} | `, { headers: [["if-none-match", TAG]] });
check("304 for a weak tag in a list", (_, res) => res.send({ a: 1 }), `304 | etag: ${TAG} | `, { headers: [["if-none-match", `"x", W/${TAG}`]] });
check("304 for a star, whatever the status", (_, res) => res.status(404).json({ a: 1 }), `304 | ${JSON_HEAD} | etag: ${TAG} | `, { headers: [["if-none-match", "*"]] });
check("no 304 with no-cache", json, `200 | ${JSON_HEAD} | etag: ${TAG} | {"a":1}`, { headers: [["if-none-match", TAG], ["cache-control", "no-cache"]] });
check("no 304 for another tag", json, `200 | ${JSON_HEAD} | etag: ${TAG} | {"a":1}`, { headers: [["if-none-match", '"x"']] });
check("no 304 by a value that reads like the header", json, `200 | ${JSON_HEAD} | etag: ${TAG} | {"a":1}`, { headers: [["x-a", "if-none-match"]] });

// ---- bodies ----

const echo: Handler = (req, res) => res.end(JSON.stringify({ body: req.body }));
function body(name: string, type: string | undefined, given: FakeRequest["body"], expected: string): void {
  const headers: [string, string][] = type === undefined ? [] : [["content-type", type]];
  test(`body: ${name}`, async () => {
    const { invocation } = await run(echo, { method: "POST", headers, body: given });
    const reason = invocation.sent.header(":reason");
    assertEquals(reason === undefined ? invocation.sent.body : `${invocation.sent.status} ${reason}: ${invocation.sent.body}`, expected);
  });
}
const utf8 = (text: string): Uint8Array => Buffer.from(text) as unknown as Uint8Array;
body("json", "application/json", '{"a":1}', '{"body":{"a":1}}');
body("json with parameters", "Application/JSON; charset=utf-8", '"x"', '{"body":"x"}');
body("json false", "application/json", "0", '{"body":0}');
body("ld+json", "application/ld+json", utf8('{"a":1}'), '{"body":{"a":1}}');
body("empty json", "application/json", undefined, '{"body":{}}');
body("bad json", "application/json", "{bad", "400 Invalid JSON: Invalid JSON");
body("gzip is not json", "application/json", new Uint8Array([0x1f, 0x8b, 0]), "400 Invalid JSON: Invalid JSON");
body("form", "application/x-www-form-urlencoded", "a=1&a=3&c=x+y%20z&d", '{"body":{"a":["1","3"],"c":"x y z","d":""}}');
body("text", "text/plain", "x", '{"body":"x"}');
body("a json dialect is text", "application/vnd.api+json", utf8("{}"), '{"body":"{}"}');
body("no type", undefined, utf8("\u00e9"), '{"body":"\u00e9"}');
body("a malformed type is text", "application/json; charset", "{}", '{"body":"{}"}');
body("nothing at all", undefined, undefined, '{"body":""}');
body("latin1", "text/plain; charset=latin1", new Uint8Array([0xe9]), '{"body":"\u00e9"}');
body("utf-16", 'text/plain; charset="utf-16le"', new Uint8Array([0xe9, 0, 0x41, 0]), '{"body":"\u00e9A"}');
body("an unknown charset", "text/plain; charset=nope", utf8("x"), "400 Invalid body: Invalid body");
body("a byte order mark", "application/json", "\ufeff[1]", '{"body":[1]}');
body("in pieces", "application/json", [utf8('{"a"'), utf8(":1}")], '{"body":{"a":1}}');
body("broken off", "application/json", [utf8("{"), new Error("aborted")], "400 Invalid body: Invalid body");

function limited(name: string, size: number, length: number, given: FakeRequest["body"], expected: string): void {
  test(`limit: ${name}`, async () => {
    const parser = { enabled: true, limit: size, limitText: `${size}b` };
    const { invocation } = await run(echo, { method: "POST", body: given, length, headers: [["content-type", "text/plain"]] }, { bodyParser: parser });
    assertEquals(`${invocation.sent.status} ${invocation.sent.header(":reason") ?? ""} ${invocation.sent.body}`, expected);
  });
}
limited("exactly the limit", 3, 3, "abc", '200  {"body":"abc"}');
limited("one more", 2, 3, "abc", "413 Body exceeded 2b limit Body exceeded 2b limit");
limited("by bytes, not units", 2, 3, "\u20ac", "413 Body exceeded 2b limit Body exceeded 2b limit");
limited("announced", 2, 100, [utf8("a")], "413 Body exceeded 2b limit Body exceeded 2b limit");
limited("while reading", 2, -1, [utf8("ab"), utf8("c")], "413 Body exceeded 2b limit Body exceeded 2b limit");

test("a small body reaches the handler in the same entry", () => {
  let seen: unknown;
  const handler: Handler = (req) => {
    seen = req.body;
  };
  makeApiRoute(INFO as never, { default: handler })(new FakeInvocation({ method: "POST", headers: [["content-type", "application/json"]], body: "[1]" }));
  assertEquals(seen, [1]);
});

test("bodyParser false leaves the stream to the handler", async () => {
  const info = { bodyParser: { enabled: false, limit: 0, limitText: "" } };
  const handler: Handler = async (req, res) => {
    assertEquals(req.body, undefined);
    const chunks: unknown[] = [];
    for await (const chunk of req) chunks.push(chunk);
    assert(chunks.every((chunk) => Buffer.isBuffer(chunk)));
    res.end(`${chunks.join("")} ${req.complete} ${req.readableEnded}`);
  };
  const { invocation } = await run(handler, { method: "POST", body: [utf8("ab"), utf8("c")] }, info);
  assertEquals(invocation.sent.body, "abc true true");
});

test("a parsed body leaves an ended stream", async () => {
  const handler: Handler = async (req, res) => {
    let count = 0;
    for await (const chunk of req) count += chunk.length;
    res.end(`${count} ${req.readableEnded} ${req.complete}`);
  };
  const { invocation } = await run(handler, { method: "POST", body: "abc", headers: [["content-type", "text/plain"]] });
  assertEquals(invocation.sent.body, "0 true true");
});

test("computed config", async () => {
  const make = (api: object): object => ({ default: echo, config: { api } });
  const request: FakeRequest = { method: "POST", body: "abc", headers: [["content-type", "text/plain"]] };
  const limited = await run(make({ bodyParser: { sizeLimit: "2b" } }), request, { computedConfig: true });
  assertEquals(limited.invocation.sent.status, 413);
  const off = await run(make({ bodyParser: false }), request, { computedConfig: true });
  assertEquals(off.invocation.sent.body, "{}");
});

// ---- the request ----

function request(name: string, given: FakeRequest, read: (req: Anything) => unknown, expected: unknown, major: 14 | 15 | 16 = 16): void {
  test(`req: ${name}`, async () => {
    let seen: unknown;
    configureNext(major, false);
    await run((req: Anything, res: Anything) => {
      seen = read(req);
      res.end();
    }, given);
    configureNext(16, false);
    assertEquals(seen, expected);
  });
}
request("query", { target: "/api/x?a=1&b&c=x+y%20z" }, (req) => req.query, { a: "1", b: "", c: "x y z" });
request("repeated keys", { target: "/api/x?a[]=1&a[]=2" }, (req) => req.query, { "a[]": ["1", "2"] });
request("bad escapes", { target: "/api/x?a=%E0%A4%A" }, (req) => req.query, { a: "\ufffd%A" });
request("params win", { target: "/api/dyn/x?id=over&q=1", params: { id: "x" } }, (req) => req.query, { id: "x", q: "1" });
request("a catch-all", { target: "/api/a/b", params: { slug: ["a", "b"] } }, (req) => req.query, { slug: ["a", "b"] });
request("query is writable", {}, (req) => ((req.query.a = 1), (req.query = { ...req.query, b: 2 }), req.query), { a: 1, b: 2 });
request("a hostile key", { target: "/api/x?__proto__=1&__proto__=2" }, (req) => Object.getPrototypeOf(req.query) === Object.prototype, true);
request("url in 14", { target: "/api/x?b=x%20y&c" }, (req) => req.url, "/api/x?b=x%20y&c", 14);
request("url in 15", { target: "/api/x/?b=x%20y&c&a[]=1" }, (req) => req.url, "/api/x/?b=x+y&c=&a%5B%5D=1", 15);
test("req: url without params", async () => {
  const seen: string[] = [];
  const note = (req: Anything, res: Anything): void => {
    seen.push(req.url);
    res.end();
  };
  await run(note, { target: "/api/dyn/x?id=over&q=1", params: { id: "x" } }, { page: "/api/dyn/[id]" });
  await run(note, { target: "/api/any?rest=over&q=1" }, { page: "/api/any/[[...rest]]" });
  assertEquals(seen, ["/api/dyn/x?q=1", "/api/any?q=1"]);
});
request("cookies", { headers: [["cookie", "a=1; b=%20x; a=2; c"], ["cookie", 'd="q"']] }, (req) => req.cookies, { a: "1", b: " x", d: "q" });
request("a cookie that is no escape", { headers: [["cookie", "a=%E0"]] }, (req) => req.cookies, { a: "%E0" });
request("no cookies", {}, (req) => req.cookies, {});
request("preview", {}, (req) => [req.preview, req.previewData, req.draftMode], [undefined, false, undefined]);
request("headers", { headers: [["host", "h:1"], ["accept", "a"], ["accept", "b"]] }, (req) => [req.headers.accept, req.headers["x-forwarded-host"], req.headers["x-forwarded-for"]], ["a, b", "h:1", "127.0.0.1"]);
request("raw headers", { headers: [["host", "h:1"]] }, (req) => req.rawHeaders, ["host", "h:1"]);
request("method", { method: "PURGE" }, (req) => req.method, "PURGE");
request("socket", {}, (req) => [req.socket.remoteAddress, req.connection.remotePort, req.socket.readable, req.ip], ["127.0.0.1", 5000, true, undefined]);
request("class", {}, (req) => [req.constructor.name, req instanceof IncomingMessage, req instanceof Readable], ["IncomingMessage", true, true]);

// ---- the response ----

function response(name: string, read: (res: Anything) => unknown, expected: unknown): void {
  test(`res: ${name}`, async () => {
    let seen: unknown;
    await run((_: Anything, res: Anything) => {
      seen = read(res);
      if (!res.finished) res.end();
    });
    assertEquals(seen, expected);
  });
}
response("class", (res) => [res.constructor.name, res instanceof ServerResponse], ["ServerResponse", true]);
response("status and redirect return the response", (res) => [res.status(200) === res, res.redirect("/x") === res], [true, true]);
response("send returns nothing", (res) => res.send("x"), undefined);
response("json returns nothing", (res) => res.json(1), undefined);
response(
  "headers of a quick answer can be read",
  (res) => (res.json({ a: "\u00e9" }), [res.getHeader("Content-Type"), res.getHeader("content-length"), res.hasHeader("ETag"), res.getHeaderNames(), res.headersSent, res.writableEnded, res.statusMessage]),
  ["application/json; charset=utf-8", 10, true, ["content-type", "etag", "content-length"], true, true, "OK"],
);

test("helpers work unbound", async () => {
  const { answer } = await run((_: Anything, { status, json }: Anything) => {
    status(404);
    json({ a: 1 });
  });
  assertEquals(answer, `404 | ${JSON_HEAD} | etag: ${TAG} | {"a":1}`);
});

test("a replaced send is heard by json", async () => {
  const seen: unknown[] = [];
  const { answer } = await run((_: Anything, res: Anything) => {
    const { send } = res;
    res.send = (value: unknown): void => {
      seen.push(value);
      send(value);
    };
    res.json({ a: 1 });
  });
  assertEquals(seen, ['{"a":1}']);
  assertEquals(answer, `200 | ${JSON_HEAD} | etag: ${TAG} | {"a":1}`);
});

test("a replaced writeHead is heard by json", async () => {
  const { answer } = await run((_: Anything, res: Anything) => {
    const { writeHead } = res;
    res.writeHead = function (...args: unknown[]): unknown {
      this.setHeader("X-Late", "1");
      return writeHead.apply(this, args);
    };
    res.json({ a: 1 });
  });
  assertEquals(answer, `200 | ${JSON_HEAD} | etag: ${TAG} | x-late: 1 | {"a":1}`);
});

test("finish and close follow a quick answer", async () => {
  const events: string[] = [];
  await run((req: Anything, res: Anything) => {
    for (const name of ["finish", "close"]) res.on(name, () => events.push(`res ${name}`));
    req.on("close", () => events.push("req close"));
    res.json({});
  });
  assertEquals(events, ["res finish", "res close"]);
});

test("what is no path is not revalidated", async () => {
  for (const path of ["blog", undefined, 5, ["/a"]]) {
    let message = "";
    await run((_: Anything, res: Anything) => {
      res.revalidate(path).catch((error: Error) => {
        message = error.message;
        res.end();
      });
    });
    assertEquals(message, `Invalid urlPath provided to revalidate(), must be a path e.g. /blog/post-1, received ${String(path)}`);
  }
});

// ---- limits, modules, development ----

test("a large answer is warned about and sent", async () => {
  const info = { responseLimit: { limit: 10, limitText: "10b" } };
  const warning = "API response for /api/x exceeds 10b. API Routes are meant to respond quickly. https://nextjs.org/docs/messages/api-routes-response-size-limit";
  assertEquals((await run((_: Anything, res: Anything) => res.json("x".repeat(8)), {}, info)).log, [warning]);
  assertEquals((await run((_: Anything, res: Anything) => (res.write("12345"), res.end("67890")), {}, info)).log, [warning]);
  assertEquals((await run((_: Anything, res: Anything) => res.end("123456789"), {}, info)).log, []);
  assertEquals((await run((_: Anything, res: Anything) => res.json("x".repeat(8)), {}, { responseLimit: null })).log, []);
});

test("module shapes", async () => {
  const common = function (_: Anything, res: Anything): void {
    res.end("common");
  };
  assertEquals((await run({ default: common })).answer, "200 | common");
  assertEquals((await run({ default: { __esModule: true, default: common } })).answer, "200 | common");
  const without = await run({ handler: common });
  assertEquals(without.invocation.sent.status, 500);
  assertEquals(without.log, ["Page /api/x does not export a default function."]);
});

test("a handler that returns nothing leaves the request open", async () => {
  const { invocation, log } = await run(async () => 5);
  assertEquals([invocation.done, log], [false, []]);
});

test("development warnings", async () => {
  configureNext(16, true);
  try {
    const stalled = "API resolved without sending a response for /api/x, this may result in stalled requests.";
    assertEquals((await run(async () => undefined)).log, [stalled]);
    assertEquals((await run(() => undefined, {}, { externalResolver: true })).log, []);
    assertEquals((await run((_: Anything, res: Anything) => (res.end(), 5))).log, ["API handler should not return a value, received number."]);
    const failed = await run(() => {
      throw new Error("boom");
    });
    assertEquals(failed.log, ["\u2a2f boom"]);
    assertEquals([failed.invocation.sent.status, failed.invocation.sent.header("cache-control")], [500, "no-store"]);
    assert(failed.invocation.sent.body.includes("boom"));
  } finally {
    configureNext(16, false);
  }
});

// ---- HEAD and framing ----

test("HEAD hands the whole body over, to be counted", async () => {
  const { invocation } = await run(json, { method: "HEAD" });
  assertEquals([invocation.sent.kind, invocation.sent.body], [BODY.TEXT, '{"a":1}']);
});

test("HEAD keeps a length that was set without a body", async () => {
  const { invocation } = await run((_: Anything, res: Anything) => (res.setHeader("Content-Length", 500), res.end()), { method: "HEAD" });
  assertEquals([invocation.sent.kind, invocation.sent.header("content-length")], [BODY.NONE, "500"]);
});

test("204 keeps a length of zero: cors sets it for clients that would wait", async () => {
  const { invocation } = await run((_: Anything, res: Anything) => ((res.statusCode = 204), res.setHeader("Content-Length", "0"), res.end()));
  assertEquals([invocation.sent.kind, invocation.sent.header("content-length")], [BODY.NONE, "0"]);
});

test("the answer to an abandoned request is dropped", async () => {
  const events: string[] = [];
  let aborted: unknown;
  let goOn: () => void = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const { invocation } = await run((req: Anything, res: Anything) => {
    req.on("aborted", () => events.push("req aborted"));
    req.on("close", () => events.push("req close"));
    res.on("finish", () => events.push("res finish"));
    res.on("close", () => events.push("res close"));
    void held.then(() => {
      aborted = [req.aborted, req.destroyed, res.destroyed];
      res.json({});
    });
  }, { method: "POST", body: [utf8("a")] }, { bodyParser: { enabled: false, limit: 0, limitText: "" } });
  invocation.abort();
  await pause();
  goOn();
  await pause();
  assertEquals(events, ["req aborted", "res close", "req close"]);
  assertEquals(aborted, [true, true, true]);
});
