// util.inspect and util.format: what Node 22 prints for the same values.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { codes } from "waypost-internal:internal/errors/errors";
import { v8Stack } from "waypost-internal:internal/errors/stack";
import { format } from "waypost-internal:node/util/format";
import { inspect } from "waypost-internal:node/util/inspect";
import { isDeepStrictEqual } from "waypost-internal:node/util/deep_equal";
import { types } from "waypost-internal:node/util/types";

class Foo {
  a: number = 1;
  get x(): number {
    return 3;
  }
}
class Sub extends Map<unknown, unknown> {}

const circular: Record<string, unknown> = { name: "x" };
circular.self = circular;

const nullMap = new Map([[1, 2]]);
Object.setPrototypeOf(nullMap, null);

const cases: [string, unknown, string][] = [
  ["empty object", {}, "{}"],
  ["negative zero", -0, "-0"],
  ["quotes", "it's", `"it's"`],
  ["escapes", "a\nb\u0001\ud83d", "'a\\nb\\x01\\ud83d'"],
  ["class instance", new Foo(), "Foo { a: 1 }"],
  ["class", Foo, "[class Foo]"],
  ["derived class", Sub, "[class Sub extends Map]"],
  ["derived map", new Sub([[1, { a: 2 }]]), "Sub(1) [Map] { 1 => { a: 2 } }"],
  ["null prototype", Object.assign(Object.create(null) as object, { a: 1 }), "[Object: null prototype] { a: 1 }"],
  ["map without prototype", nullMap, "[Map(1): null prototype] { 1 => 2 }"],
  ["circular", circular, "<ref *1> { name: 'x', self: [Circular *1] }"],
  ["holes", [1, , 3, , ,], "[ 1, <1 empty item>, 3, <2 empty items> ]"],
  ["extra key", Object.assign([1], { k: 1 }), "[ 1, k: 1 ]"],
  ["deep", { a: { b: { c: { d: 1 } } } }, "{ a: { b: { c: [Object] } } }"],
  ["typed array", new Uint8Array([1, 2]), "Uint8Array(2) [ 1, 2 ]"],
  ["array buffer", new ArrayBuffer(2), "ArrayBuffer { [Uint8Contents]: <00 00>, [byteLength]: 2 }"],
  ["boxed", [Object(1), Object("ab"), Object(Symbol("q"))], "[ [Number: 1], [String: 'ab'], [Symbol: Symbol(q)] ]"],
  ["date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["symbol key", { [Symbol("a")]: 1, "b-c": 2 }, "{ 'b-c': 2, [Symbol(a)]: 1 }"],
  ["accessors", { get a() { return 1; }, set b(_v: number) {} }, "{ a: [Getter], b: [Setter] }"],
  ["async function", async () => {}, "[AsyncFunction (anonymous)]"],
  ["generator function", function* g(): Generator<never> {}, "[GeneratorFunction: g]"],
  ["generator", (function* (): Generator<never> {})(), "Object [Generator] {}"],
  ["weak set", new WeakSet(), "WeakSet { <items unknown> }"],
  ["pending promise", new Promise(() => {}), "Promise { <pending> }"],
  ["fulfilled promise", Promise.resolve({ a: 1 }), "Promise { { a: 1 } }"],
  ["proxy", new Proxy({ a: 1 }, { get: () => 2 }), "{ a: 1 }"],
  ["tag", { [Symbol.toStringTag]: "T" }, "{ [Symbol(Symbol.toStringTag)]: 'T' }"],
  ["set of map", new Set([new Map([[1, 2]])]), "Set(1) { Map(1) { 1 => 2 } }"],
];

for (const [name, value, expected] of cases) test(`inspect ${name}`, () => assertEquals(inspect(value), expected));

test("long arrays stand in columns", () => {
  const numbers = Array.from({ length: 27 }, (_, i) => (i % 3 ? i * 1000 : -i));
  assertEquals(
    inspect(numbers),
    "[\n     -0,  1000,  2000,    -3,  4000,\n   5000,    -6,  7000,  8000,    -9,\n  10000, 11000,   -12, 13000, 14000,\n    -15, 16000, 17000,   -18, 19000,\n  20000,   -21, 22000, 23000,   -24,\n  25000, 26000\n]",
  );
});

test("colours", () => {
  assertEquals(inspect({ a: 1, b: "x" }, { colors: true }), "{ a: \u001b[33m1\u001b[39m, b: \u001b[32m'x'\u001b[39m }");
});

test("a rejected promise shows its reason and stays unhandled", () => {
  const promise = Promise.reject(new RangeError("r"));
  promise.catch(() => {});
  assert(inspect(promise).startsWith("Promise {\n  <rejected> RangeError: r\n      at "));
});

test("an error has a stack of V8's shape", () => {
  const text = inspect(new TypeError("bad"));
  assert(/^TypeError: bad\n {4}at /.test(text), text);
  assertEquals(v8Stack(new Error("x")).split("\n")[0], "Error: x");
});

test("Node's own errors show their code", () => {
  const error = new codes.ERR_INVALID_ARG_TYPE!("x", ["string", "Buffer"], 1);
  assertEquals(error.message, 'The "x" argument must be of type string or an instance of Buffer. Received type number (1)');
  assert(error instanceof TypeError);
  assertEquals(Object.keys(error), ["code"]);
  const lines = inspect(error).split("\n");
  assertEquals(lines[0], `TypeError [ERR_INVALID_ARG_TYPE]: ${error.message}`);
  assertEquals(lines.slice(-2), ["  code: 'ERR_INVALID_ARG_TYPE'", "}"]);
});

test("an error's class, name and cause", () => {
  class MyError extends Error {}
  assert(inspect(new MyError("m")).startsWith("MyError: m\n") || inspect(new MyError("m")).startsWith("MyError [Error]: m\n") || inspect(new MyError("m")).startsWith("Error: m\n"));
  const named = new Error("m");
  named.name = "Custom";
  assert(inspect(named).startsWith("Custom: m\n"));
  assert(inspect(new Error("a", { cause: "c" })).endsWith("{\n  [cause]: 'c'\n}"));
});

test("custom inspection", () => {
  const value = { [inspect.custom]: (depth: number) => `D${depth}` };
  assertEquals(inspect({ value }), "{ value: D1 }");
});

const formats: [unknown[], string][] = [
  [["%s:%s", "a", "b", "c"], "a:b c"],
  [["%d %i %f", "42", 42.9, "1.5x"], "42 42 1.5"],
  [["%j", { a: 1 }], '{"a":1}'],
  [["%j", circular], "[Circular]"],
  [["%s", { a: { b: {} } }], "{ a: [Object] }"],
  [["%%", 1], "% 1"],
  [["%s", null, undefined], "null undefined"],
  [["%c!", "css"], "!"],
  [[{ a: 1 }, "x"], "{ a: 1 } x"],
  [["%s", Symbol("x")], "Symbol(x)"],
  [["%s", -0], "-0"],
  [["%o", [1]], "[ 1, [length]: 1 ]"],
];
for (const [args, expected] of formats) test(`format ${String(args[0])} ${expected}`, () => assertEquals(format(...args), expected));

test("types by slot", () => {
  assert(types.isPromise(Promise.resolve()));
  assert(!types.isPromise(Object.create(Promise.prototype)));
  assert(types.isProxy(new Proxy({}, {})));
  assert(!types.isProxy({}));
  assert(types.isMap(nullMap));
  assert(types.isAsyncFunction(async () => {}));
  assert(types.isUint8Array(new Uint8Array(1)));
  assert(types.isNativeError(new Error("x")));
  assert(!types.isNativeError(Object.create(Error.prototype)));
});

test("deep equality", () => {
  assert(isDeepStrictEqual({ a: [1, new Map([[{ k: 1 }, new Set([2])]])] }, { a: [1, new Map([[{ k: 1 }, new Set([2])]])] }));
  assert(!isDeepStrictEqual([0], [-0]));
  assert(isDeepStrictEqual([NaN], [NaN]));
  assert(!isDeepStrictEqual(new Foo(), { a: 1 }));
});

test("the old signature and bad options", () => {
  assertEquals(inspect({ a: { b: { c: {} } } }, false, 0), "{ a: [Object] }");
  assertThrows(() => {
    inspect.defaultOptions = null as never;
  }, { code: "ERR_INVALID_ARG_TYPE" });
});
