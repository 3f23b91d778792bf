import assert, { rejects } from "node:assert/strict";
import { AsyncResource } from "async_hooks";
import dc from "node:diagnostics_channel";
import EventEmitter, { on } from "events";
import { performance as perf } from "perf_hooks";
import { setInterval as every, setTimeout as wait } from "timers/promises";
import * as url from "url";
import util, { callbackify, deprecate, inherits, parseArgs, promisify, types } from "util";
export async function run() {
  const out = [];
  out.push(await wait(1, "waited"));
  let rounds = 0;
  for await (const value of every(1, "tick")) if (++rounds === 3) { out.push(value); break; }
  const controller = new AbortController();
  controller.abort();
  out.push(await wait(1000, null, { signal: controller.signal }).catch((error) => `${error.name} ${error.code}`));
  const emitter = new EventEmitter();
  setImmediate(() => { emitter.emit("e", 1); emitter.emit("e", 2); });
  const seen = [];
  for await (const [value] of on(emitter, "e")) if (seen.push(value) === 2) break;
  out.push(seen.join());
  function Old() { EventEmitter.call(this); }
  inherits(Old, EventEmitter);
  out.push(new Old() instanceof EventEmitter, Old.super_ === EventEmitter, new Old().on("x", () => {}).emit("x"));
  out.push(await new Promise((resolve) => callbackify(async (a) => a * 2)(4, (error, value) => resolve(`${error} ${value}`))));
  out.push(await promisify(setTimeout)(1, "promised"), await promisify(setImmediate)("soon"));
  out.push(JSON.stringify(parseArgs({ args: ["-f", "--bar", "b", "pos"], options: { f: { type: "boolean", short: "f" }, bar: { type: "string" } }, allowPositionals: true })));
  out.push(types.isDate(new Date()), types.isMap(new Map()), types.isProxy(new Proxy({}, {})), types.isAsyncFunction(async () => {}), types.isGeneratorFunction(function* () {}), types.isUint8Array(Buffer.alloc(0)), types.isNativeError(new TypeError()), types.isRegExp(/x/));
  const channel = dc.channel("test");
  channel.subscribe((message, name) => out.push(`${String(name)} ${message.a}`));
  channel.publish({ a: 1 });
  out.push(channel.hasSubscribers);
  await rejects(Promise.reject(new TypeError("no")), TypeError);
  for (const check of [() => assert.equal(1, "1"), () => assert.deepStrictEqual({ a: 1 }, { a: 2 }), () => assert.match("abc", /x/), () => assert.ok(0)]) {
    try {
      check();
      out.push("held");
    } catch (error) {
      out.push(`${error.code} ${error.generatedMessage} ${error.operator}`);
    }
  }
  out.push(typeof perf.now(), perf.timeOrigin > 0, perf === globalThis.performance);
  const mark = performance.mark("m", { detail: 1 });
  out.push(mark.name, mark.entryType, performance.getEntriesByName("m").length);
  performance.clearMarks();
  out.push(JSON.stringify(url.urlToHttpOptions(new URL("http://u:p@h:1/p?q"))), url.domainToASCII("español.com"));
  out.push(util.inspect(util.types).length > 100, util.isArray?.([]) ?? true, typeof deprecate(() => 1, "old"), util.toUSVString("a\ud800"));
  out.push(new AsyncResource("T").runInAsyncScope(function (a) { return [this.t, a].join(); }, { t: "this" }, "arg"));
  const error = new Error("outer", { cause: new TypeError("inner") });
  out.push(util.inspect(error).split("\n").filter((line) => !/^\s+at /.test(line)).join("|").replace(/ \{$/, ""));
  const aggregate = new AggregateError([new Error("one")], "many");
  out.push(aggregate.errors.length, Object.prototype.toString.call(process), structuredClone(new Map([[1, { a: [1n] }]])).get(1).a[0]);
  class Custom extends Error { constructor(m) { super(m); this.name = "Custom"; this.code = "E_CUSTOM"; } }
  out.push(String(new Custom("c")), util.inspect(new Custom("c")).split("\n")[0]);
  return out.join("\n");
}
