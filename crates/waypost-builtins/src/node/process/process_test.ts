// `process`, `console` and the small modules around them.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Console, console } from "waypost-internal:node/console/console";
import { process } from "waypost-internal:node/process/process";
import { EventEmitter } from "waypost-internal:node/events/events";
import assertModule, { AssertionError } from "waypost-internal:node/assert/assert";
import { channel } from "waypost-internal:node/diagnostics_channel/diagnostics_channel";
import os from "waypost-internal:node/os/os";
import { parse as parseQuery, stringify } from "waypost-internal:node/querystring/querystring";
import { StringDecoder } from "waypost-internal:node/string_decoder/string_decoder";
import { setTimeout as sleep } from "waypost-internal:node/timers/promises";
import { fileURLToPath, format as formatUrl, parse as parseUrl, pathToFileURL, resolve as resolveUrl } from "waypost-internal:node/url/url";
import { promisify, styleText } from "waypost-internal:node/util/util";

type Loose = Record<string, (...args: unknown[]) => unknown>;
const loose = process as unknown as Loose & Record<string, unknown>;

test("process tells of itself", () => {
  assert(process instanceof EventEmitter);
  assertEquals(Object.prototype.toString.call(process), "[object process]");
  assert(/^v22\./.test(loose.version as unknown as string));
  assert(process.pid > 0 && (loose.memoryUsage!() as { rss: number }).rss > 0);
  assert(typeof process.cwd() === "string" && process.cwd().startsWith("/"));
  const [seconds, nanos] = process.hrtime();
  assert(process.hrtime.bigint() >= BigInt(seconds) * 1000000000n + BigInt(nanos));
});

test("the environment holds strings", () => {
  process.env.WAYPOST_TEST = 5 as never;
  assertEquals(process.env.WAYPOST_TEST, "5");
  delete process.env.WAYPOST_TEST;
  assertEquals(process.env.WAYPOST_TEST, undefined);
});

test("what would end the worker is refused", () => {
  for (const name of ["exit", "abort", "chdir"]) assertThrows(() => loose[name]!(1), { code: "ERR_WORKER_SHARED" });
  assertThrows(() => loose.kill!(process.pid, "SIGTERM"), { code: "ERR_WORKER_SHARED" });
  assertEquals(loose.kill!(process.pid, 0), true);
});

test("a console writes to its streams", () => {
  let out = "";
  let err = "";
  const sink = (add: (text: string) => void): never => ({ write: add }) as never;
  const own = new Console(sink((text) => (out += text)), sink((text) => (err += text))) as unknown as Loose;
  own.log!("a %d", 1, { b: 2 });
  own.group!("g");
  own.warn!("two\nlines");
  own.groupEnd!();
  own.table!([{ x: 1, y: "q" }, { x: 2 }]);
  own.count!();
  own.assert!(false, "no");
  assertEquals(err, "  two\n  lines\nAssertion failed: no\n");
  assertEquals(
    out,
    "a 1 { b: 2 }\ng\n\u250c\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u252c\u2500\u2500\u2500\u252c\u2500\u2500\u2500\u2500\u2500\u2510\n" +
      "\u2502 (index) \u2502 x \u2502 y   \u2502\n\u251c\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u253c\u2500\u2500\u2500\u253c\u2500\u2500\u2500\u2500\u2500\u2524\n" +
      "\u2502 0       \u2502 1 \u2502 'q' \u2502\n\u2502 1       \u2502 2 \u2502     \u2502\n\u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2500\u2500\u2518\ndefault: 1\n",
  );
});

test("replacing stdout.write catches what the console prints", () => {
  const stdout = process.stdout as unknown as { write: (text: string) => boolean };
  const original = stdout.write;
  let seen = "";
  stdout.write = (text: string): boolean => {
    seen += text;
    return true;
  };
  try {
    console.log("caught");
  } finally {
    stdout.write = original;
  }
  assertEquals(seen, "caught\n");
});

test("urls", () => {
  const url = parseUrl("http://user:pw@Host.com:80/p/a?x=1#h", true);
  assertEquals([url.auth, url.hostname, url.port, url.pathname, url.hash], ["user:pw", "host.com", "80", "/p/a", "#h"]);
  assertEquals({ ...(url.query as object) }, { x: "1" });
  assertEquals(resolveUrl("http://a.com/b/c", "../d"), "http://a.com/d");
  assertEquals(formatUrl({ protocol: "https", host: "x.y", pathname: "/z", query: { a: 1 } }), "https://x.y/z?a=1");
  assertEquals(fileURLToPath("file:///a%20b"), "/a b");
  assertEquals(pathToFileURL("/a b#c").href, "file:///a%20b%23c");
  assertThrows(() => fileURLToPath("http://x/"), { code: "ERR_INVALID_URL_SCHEME" });
});

test("query strings and split characters", () => {
  assertEquals(stringify({ a: ["1", 2], b: "x y" }), "a=1&a=2&b=x%20y");
  assertEquals({ ...parseQuery("a=1&a=2&b=%E0%A4%A&c") }, { a: ["1", "2"], b: "\ufffd%A", c: "" });
  const decoder = new StringDecoder("utf8");
  assertEquals([decoder.write(new Uint8Array([0xe2, 0x82])), decoder.write(new Uint8Array([0xac])), decoder.end()], ["", "\u20ac", ""]);
});

test("assertions", async () => {
  const check = assertModule as unknown as Loose;
  const error = assertThrows(() => check.strictEqual!(1, 2), { code: "ERR_ASSERTION", operator: "strictEqual" }) as AssertionError;
  assertEquals(error.message, "Expected values to be strictly equal:\n\n1 !== 2\n");
  assert(error instanceof AssertionError && error.generatedMessage);
  check.throws!(() => {
    throw new TypeError("bad");
  }, TypeError);
  check.deepEqual!({ a: 1 }, { a: "1" });
  await assertRejects(check.rejects!(Promise.resolve(1)) as Promise<unknown>, "Missing expected rejection.");
});

test("timers, channels, promisify, os", async () => {
  assertEquals(await sleep(1, "v"), "v");
  const seen: unknown[] = [];
  channel("c").subscribe((message) => seen.push(message));
  channel("c").publish(1);
  assertEquals(seen, [1]);
  const read = promisify(((value: number, done: (e: null, v: number) => void) => done(null, value + 1)) as never);
  assertEquals(await read(1), 2);
  assertEquals(styleText("red", "x", { validateStream: false }), "\u001b[31mx\u001b[39m");
  assert(os.cpus().length > 0 && os.totalmem() > 0 && os.EOL === "\n" && os.hostname().length > 0);
});

test("a report says what an addon must fit", () => {
  const { header, sharedObjects } = (process.report as { getReport(): { header: Record<string, unknown>; sharedObjects: string[] } }).getReport();
  assertEquals([header.platform, header.arch, header.nodejsVersion], [process.platform, process.arch, process.version]);
  if (process.platform === "linux") {
    assert(sharedObjects.some((path) => /\/libc|ld-musl/.test(path)), sharedObjects.join("\n"));
    assert(header.glibcVersionRuntime === undefined || /^\d+\.\d+$/.test(header.glibcVersionRuntime as string), `${header.glibcVersionRuntime}`);
  }
});
