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
