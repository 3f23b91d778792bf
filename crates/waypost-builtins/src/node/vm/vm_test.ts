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
  assertThrows(() => vm.createContext(), { code: "ERR_WAYPOST_NOT_AVAILABLE" });
  assertEquals(vm.isContext({}), false);
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
