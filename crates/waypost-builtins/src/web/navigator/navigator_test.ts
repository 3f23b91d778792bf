// navigator and self, as Node.js and the minimum common API have them.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Navigator, navigator } from "waypost-internal:web/navigator/navigator";

test("navigator says what Node.js says", () => {
  assertEquals(navigator.userAgent, "Node.js/22");
  assert(Number.isInteger(navigator.hardwareConcurrency) && navigator.hardwareConcurrency > 0);
  assertEquals(navigator.languages[0], navigator.language);
  assert(Object.isFrozen(navigator.languages));
  assert(navigator.platform.length > 0);
  assertEquals(String(navigator), "[object Navigator]");
  assertThrows(() => new Navigator(), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
});

test("navigator and self are globals that can be replaced, as WinterTC allows", () => {
  const global = globalThis as unknown as Record<string, unknown>;
  assertEquals([global.navigator, global.self], [navigator, globalThis]);
  for (const name of ["navigator", "self"]) {
    const { writable, configurable } = Object.getOwnPropertyDescriptor(globalThis, name) as PropertyDescriptor;
    assertEquals([writable, configurable], [true, true], name);
  }
});

test("what inherits from the global object is assigned a property of its own, not the global", () => {
  const heir = Object.create(globalThis) as Record<string, unknown>;
  for (const name of ["CompressionStream", "EventSource", "Response", "fetch"]) {
    heir[name] = 1;
    assertEquals(Object.getOwnPropertyDescriptor(heir, name), { value: 1, writable: true, enumerable: true, configurable: true });
    assertEquals(typeof (globalThis as unknown as Record<string, unknown>)[name], "function", name);
  }
});

test("a global that was never read is replaced by assignment", () => {
  const assign = new Function("DecompressionStream = 1; return globalThis.DecompressionStream;");
  assertEquals(assign(), 1);
  const { enumerable, writable } = Object.getOwnPropertyDescriptor(globalThis, "DecompressionStream") as PropertyDescriptor;
  assertEquals([enumerable, writable], [false, true]);
});
