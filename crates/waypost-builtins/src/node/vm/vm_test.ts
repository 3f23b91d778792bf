// node:vm and the small modules beside it.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import vm from "waypost-internal:node/vm/vm";
import punycode from "waypost-internal:node/punycode/punycode";
import tty from "waypost-internal:node/tty/tty";
import cluster from "waypost-internal:node/unavailable/cluster";
import workers from "waypost-internal:node/worker_threads/worker_threads";

test("scripts run in this realm", async () => {
  assertEquals(vm.runInThisContext("var fromVm = 2; fromVm + 1"), 3);
  assertEquals((globalThis as unknown as { fromVm: number }).fromVm, 2);
  assertEquals(await (vm.runInThisContext("(async () => { await 1; return 5 })()") as Promise<number>), 5);
  const add = vm.compileFunction("return a + b", ["a", "b"]) as (a: number, b: number) => number;
  assertEquals(add(1, 2), 3);
  assertThrows(() => new vm.Script("{"), SyntaxError as never);
  assertThrows(() => vm.runInThisContext("throw new TypeError('x')"), { name: "TypeError", message: "x" });
  assertThrows(() => vm.compileFunction("}); (() => {", []));
  assertThrows(() => vm.runInThisContext("1", { timeout: 5 }), { code: "ERR_WAYPOST_NOT_AVAILABLE" });
  assertEquals(vm.isContext({}), false);
});

test("a context has its own globals, which are the object's properties", () => {
  const object: Record<string, unknown> = { x: 2, log: [] as unknown[], Array: "mine" };
  assertEquals(vm.createContext(object), object);
  assertEquals([vm.isContext(object), vm.isContext({})], [true, false]);
  vm.runInContext("var y = x * 20; log.push(y, Array); z = 1; function add(n) { y += n; return typeof process } let kept = 5", object);
  assertEquals([object.y, object.z, object.log], [40, 1, [40, "mine"]]);
  assertEquals([(object.add as (n: number) => string)(2), object.y], ["undefined", 42]);
  object.y = 7;
  object.later = "here";
  assertEquals(vm.runInContext("[y, later, typeof nothing, kept].join()", object), "7,here,undefined,5");
  assertEquals((globalThis as { y?: unknown }).y, undefined);
  vm.runInContext("delete x; y++; var bare", object);
  assertEquals("bare" in object, true);
  assertEquals(["x" in object, object.y], [false, 8]);
});

test("what a context makes is of its own realm", async () => {
  const foreign = vm.runInNewContext("new Set([1])") as Set<number>;
  assertEquals([foreign instanceof Set, foreign.size], [false, 1]);
  assertThrows(() => vm.runInNewContext("throw new TypeError(text)", { text: "t" }), { name: "TypeError", message: "t" });
  assertThrows(() => vm.runInNewContext("nobody"), { name: "ReferenceError" });
  assertEquals(await (vm.runInNewContext("(async () => { const v = await later; return v + 1 })()", { later: Promise.resolve(1) }) as Promise<number>), 2);
  const bare = vm.createContext(vm.constants.DONT_CONTEXTIFY) as { Array: unknown; q: number };
  vm.runInContext("var q = 3", bare);
  assertEquals([bare.q, bare.Array === Array], [3, false]);
  const script = new vm.Script("n += 1");
  const object = vm.createContext({ n: 0 });
  for (let i = 0; i < 3; i++) script.runInContext(object);
  assertEquals((object as { n: number }).n, 3);
  const add = vm.compileFunction("return a + n", ["a"], { parsingContext: object }) as (a: number) => number;
  assertEquals(add(1), 4);
  assertThrows(() => vm.runInContext("1", {}), { code: "ERR_INVALID_ARG_TYPE" });
});

test("punycode", () => {
  assertEquals(punycode.encode("ma\u00f1ana"), "maana-pta");
  assertEquals(punycode.decode("maana-pta"), "ma\u00f1ana");
  assertEquals(punycode.toASCII("m\u00fcnchen.de"), "xn--mnchen-3ya.de");
  assertEquals(punycode.toUnicode("xn--mnchen-3ya.de"), "m\u00fcnchen.de");
  assertEquals(punycode.ucs2.decode("a\ud83d\ude00"), [97, 0x1f600]);
  assertThrows(() => punycode.decode("\x80"), RangeError as never);
});

test("what a worker is not says so", () => {
  assertEquals([tty.isatty(0), tty.isatty(99)], [false, false]);
  assertEquals((cluster as { isPrimary: boolean }).isPrimary, true);
  assertThrows(() => (cluster as { fork(): void }).fork(), { code: "ERR_WAYPOST_NOT_AVAILABLE" });
  assertEquals([workers.isMainThread, workers.threadId, workers.parentPort], [true, 0, null]);
  assertThrows(() => new workers.Worker(), { code: "ERR_WAYPOST_NOT_AVAILABLE" });
});
