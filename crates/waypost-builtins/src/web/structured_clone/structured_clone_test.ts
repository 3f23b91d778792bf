// structuredClone: kinds, identity and cycles, transfer, and what is refused.

import { assert, assertEquals, assertNotEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Blob } from "waypost-internal:web/blob/blob";
import { File } from "waypost-internal:web/blob/file";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { structuredClone } from "waypost-internal:web/structured_clone/structured_clone";
import { URL } from "waypost-internal:web/url/url";

const SAME: unknown[] = [
  undefined, null, true, -0, NaN, 1n, "\ud800", {}, [], { a: { b: [1, , 3] } }, [1, [2, [3]]],
  new Date(5), /a\/b/giu, new Map<unknown, unknown>([[{ k: 1 }, new Set([1, "x"])]]),
  new Uint8Array([1, 2]), new Float64Array([1.5]), new BigInt64Array([1n]), new Uint8Array([1, 2, 3]).buffer,
  JSON.parse('{"__proto__": 1, "constructor": 2}'),
];

test("values come out as they went in", () => {
  for (const value of SAME) {
    const made = structuredClone(value);
    assertEquals(made, value);
    if (typeof value === "object" && value !== null) assert(made !== value, "a clone is another object");
  }
});

test("boxed primitives, views and holes", () => {
  for (const value of [new Number(1), new String("ab"), new Boolean(false), Object(1n)]) {
    const made = structuredClone(value) as object;
    assertEquals(typeof made, "object");
    assertEquals(made.valueOf(), (value as object).valueOf());
    assertEquals(Object.prototype.toString.call(made), Object.prototype.toString.call(value));
  }
  const sparse: unknown[] = [];
  sparse[3] = 1;
  const made = structuredClone(sparse);
  assertEquals([made.length, 0 in made, 3 in made], [4, false, true]);
  const view = new DataView(new ArrayBuffer(8), 2, 4);
  const cloned = structuredClone(view);
  assertEquals([cloned.byteOffset, cloned.byteLength, cloned.buffer.byteLength], [2, 4, 8]);
  const list = structuredClone(Object.assign(["a"], { extra: 1 }));
  assertEquals((list as { extra?: number }).extra, 1);
});

test("identity and cycles are kept", () => {
  const shared = { n: 1 };
  const cyclic: Record<string, unknown> = { a: shared, b: shared, map: new Map() };
  cyclic.self = cyclic;
  (cyclic.map as Map<unknown, unknown>).set("me", cyclic);
  const made = structuredClone(cyclic);
  assert(made.a === made.b && made.self === made && (made.map as Map<string, unknown>).get("me") === made);
  const buffer = new ArrayBuffer(8);
  const views = structuredClone([new Uint8Array(buffer, 0, 4), new Uint8Array(buffer, 4)]);
  assert(views[0]!.buffer === views[1]!.buffer, "views share their clone's buffer");
});

test("classes become plain, getters values", () => {
  class Point {
    x = 1;
    get y(): number {
      return 2;
    }
  }
  const made = structuredClone(new Point());
  assert(Object.getPrototypeOf(made) === Object.prototype);
  assertEquals(made as object, { x: 1 });
  assertEquals(structuredClone({ get z() { return 3; } }), { z: 3 });
  assertEquals(structuredClone(Object.create(null, { h: { value: 1 }, v: { value: 2, enumerable: true } })), { v: 2 });
  const vanishing = { get a() { delete (vanishing as { b?: number }).b; return 1; }, b: 2 };
  assertEquals(structuredClone(vanishing) as object, { a: 1 });
});

test("errors", () => {
  for (const constructor of [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]) {
    const error = new constructor("m", { cause: { c: 1 } });
    const made = structuredClone(error);
    assert(made !== error && Object.getPrototypeOf(made) === constructor.prototype, constructor.name);
    assertEquals([made.message, made.cause, made.stack], ["m", { c: 1 }, error.stack]);
    assertEquals(Object.keys(made), []);
  }
  class Custom extends TypeError {
    override name = "Custom";
  }
  assert(Object.getPrototypeOf(structuredClone(new Custom("x"))) === Error.prototype);
  const exception = structuredClone(new DOMException("m", "AbortError"));
  assert(exception instanceof DOMException);
  assertEquals([exception.name, exception.message, exception.code], ["AbortError", "m", 20]);
});

test("blobs and files", async () => {
  const blob = structuredClone({ blob: new Blob(["ab"], { type: "t/x" }) }).blob;
  assertEquals([await blob.text(), blob.type], ["ab", "t/x"]);
  const file = structuredClone(new File(["c"], "n", { lastModified: 4 }));
  assert(file instanceof File);
  assertEquals([file.name, file.lastModified, await file.text()], ["n", 4, "c"]);
});

test("transfer moves the memory", () => {
  const buffer = new Uint8Array([1, 2, 3]).buffer;
  const made = structuredClone({ view: new Uint8Array(buffer, 1), buffer }, { transfer: [buffer] });
  assertEquals([buffer.byteLength, buffer.detached], [0, true]);
  assertEquals([...made.view], [2, 3]);
  assert(made.view.buffer === made.buffer);
  const resizable = new ArrayBuffer(2, { maxByteLength: 4 });
  const moved = structuredClone(resizable, { transfer: [resizable] });
  assertEquals([moved.resizable, moved.maxByteLength, moved.byteLength], [true, 4, 2]);
});

test("a failed clone transfers nothing", () => {
  const buffer = new ArrayBuffer(4);
  assertThrows(() => structuredClone([buffer, () => {}], { transfer: [buffer] }), DOMException);
  assertEquals(buffer.byteLength, 4);
  assertThrows(() => structuredClone(1, { transfer: [buffer, buffer] }), { name: "DataCloneError" });
  assertThrows(() => structuredClone(1, { transfer: [{}] }), { name: "DataCloneError" });
  assertThrows(() => structuredClone(1, { transfer: [1 as never] }), TypeError);
  structuredClone(buffer, { transfer: [buffer] });
  assertThrows(() => structuredClone(buffer), { name: "DataCloneError" });
  assertThrows(() => structuredClone(1, { transfer: [buffer] }), { name: "DataCloneError" });
});

test("what cannot be cloned", () => {
  const refused: [unknown, string][] = [
    [() => {}, " could not be cloned."],
    [Symbol("s"), "Symbol(s) could not be cloned."],
    [Object(Symbol()), "#<Symbol> could not be cloned."],
    [Promise.resolve(), "#<Promise> could not be cloned."],
    [new WeakMap(), "#<WeakMap> could not be cloned."],
    [new WeakSet(), "#<WeakSet> could not be cloned."],
    [new URL("http://h"), "#<URL> could not be cloned."],
    [{ deep: [{ f: Math.max }] }, "could not be cloned."],
  ];
  for (const [value, message] of refused) {
    const error = assertThrows(() => structuredClone(value), DOMException) as DOMException;
    assertEquals([error.name, error.code], ["DataCloneError", 25]);
    assert(error.message.includes(message), error.message);
  }
  assertThrows(() => (structuredClone as () => void)(), { code: "ERR_MISSING_ARGS" });
  assertNotEquals(structuredClone({ a: 1 }), { a: 2 });
});
