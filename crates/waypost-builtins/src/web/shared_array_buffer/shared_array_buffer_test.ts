// The global, and what is told of it where a package asks.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { isAnyArrayBuffer, isSharedArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { inspect } from "waypost-internal:node/util/inspect";
import { types } from "waypost-internal:node/util/types";
import { structuredClone } from "waypost-internal:web/structured_clone/structured_clone";

test("it is a global like others", () => {
  const { enumerable, configurable } = Object.getOwnPropertyDescriptor(globalThis, "SharedArrayBuffer")!;
  assertEquals([typeof SharedArrayBuffer, SharedArrayBuffer.name, enumerable, configurable], ["function", "SharedArrayBuffer", false, true]);
  assert(!((new ArrayBuffer(1) as object) instanceof SharedArrayBuffer));
  assertThrows(() => (SharedArrayBuffer as unknown as () => void)(), TypeError);
});

test("its memory serves views and Atomics", () => {
  const shared = new SharedArrayBuffer(8);
  const cells = new Int32Array(shared);
  assertEquals([Atomics.add(cells, 1, 7), new Int32Array(shared)[1], shared.byteLength], [0, 7, 8]);
  assert(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer instanceof SharedArrayBuffer);
});

test("it is told apart from other memory, and from what only claims to be it", () => {
  const shared = new SharedArrayBuffer(2);
  const liar = { [Symbol.toStringTag]: "SharedArrayBuffer" };
  for (const [value, expected] of [[shared, true], [new ArrayBuffer(2), false], [liar, false], [null, false]] as const) {
    assertEquals([isSharedArrayBuffer(value), types.isSharedArrayBuffer(value)], [expected, expected]);
  }
  assertEquals([isAnyArrayBuffer(shared), types.isAnyArrayBuffer(shared), types.isArrayBuffer(shared)], [true, true, false]);
});

test("a Buffer shares it, inspect shows it, a clone is it", () => {
  const shared = new SharedArrayBuffer(2);
  Buffer.from(shared)[1] = 9;
  assertEquals(inspect(shared), `Shared${inspect(new Uint8Array([0, 9]).buffer)}`);
  const clone = structuredClone({ shared }).shared;
  new Uint8Array(clone)[0] = 1;
  assertEquals([clone instanceof SharedArrayBuffer, [...new Uint8Array(shared)]], [true, [1, 9]]);
});
