import { EventEmitter, on, once } from "node:events";
import path from "node:path";
import util, { format, inspect, inherits, isDeepStrictEqual, promisify } from "node:util";
import querystring from "node:querystring";
class Point {
  #hidden = 1;
  x = 1;
  get length() {
    return 2;
  }
}
class Named extends Map {}
export async function run() {
  const out = [];
  const emitter = new EventEmitter();
  emitter.once("a", (...args) => out.push(`once ${args}`));
  emitter.prependListener("a", () => out.push("first"));
  out.push(emitter.emit("a", 1, 2), emitter.emit("a"), emitter.listenerCount("a"), emitter.eventNames().join());
  try {
    emitter.emit("error", new Error("unheard"));
  } catch (error) {
    out.push(error.message);
  }
  setTimeout(() => emitter.emit("late", "value"), 1);
  out.push(JSON.stringify(await once(emitter, "late")));
  out.push(path.join("/a", "../b", "./c.txt"), path.resolve("/a", "b", "../c"), path.relative("/a/b", "/a/c/d"), path.basename("/x/y.tar.gz", ".gz"), path.extname(".env"), path.normalize("/a//b/../c/"), JSON.stringify(path.parse("/home/u/file.txt")), path.win32.join("a", "b"));
  out.push(format("%s %d %i %f %j %o %O %% %c|", "s", "42", 4.9, "1.5", { a: 1 }, [1], { b: { c: {} } }, "css"), format("a", "b", { c: 1 }), format("%s", null, undefined, 5n, Symbol("x")));
  const cyclic = { name: "c", list: [1, , 3] };
  cyclic.self = cyclic;
  const values = [
    "text", 'it\'s "q"', -0, 5n, null, undefined, Symbol("s"), [], {}, [1, , 2], new Point(), new Named([["k", { v: 1 }]]), new Set(["a", 1]), new Date(0), /x/gi,
    new Error("e").message, function named() {}, () => {}, class A {}, class B extends Point {}, async () => {}, cyclic, { a: { b: { c: { d: 1 } } } }, Object.create(null), Object.create({ inherited: 1 }),
    new Uint8Array(3), Promise.resolve(4), new Promise(() => {}), new WeakMap(), new Proxy({ p: 1 }, {}), [undefined, null], { get a() { return 1; }, set b(v) {} },
    "x".repeat(200).length, { long: "y".repeat(90), other: "z".repeat(20) }, Array.from({ length: 120 }, (_, i) => i), { "key-with": 1, 2: 3, [Symbol("k")]: 4 }, new Number(3), new String("abc"), [["nested", ["deep", ["deeper", ["deepest"]]]]], globalThis === undefined, new URL("http://u:p@h/p?q#f").href, new Map([[{ a: 1 }, new Set([1])]]),
    "multi\nline", ["a\nb"], { f() {}, g: class {} }, new (class Foo { constructor() { this.bar = "baz"; } })(), [1.5, "two", { three: 3 }], Object.assign(() => {}, { prop: 1 }), (function* () {})(), [,"x"],
  ];
  for (const value of values) out.push(inspect(value));
  out.push(inspect({ a: { b: { c: {} } } }, { depth: 0 }), inspect("x", { colors: true }), inspect({ a: 1, b: [1, 2] }, { compact: false }), inspect({ b: 1, a: 2 }, { sorted: true, breakLength: Infinity }), inspect({ [inspect.custom]: (depth, options) => `custom ${depth} ${typeof options.stylize}` }), inspect("a".repeat(20), { maxStringLength: 5 }), inspect([1, 2, 3], { maxArrayLength: 1 }));
  out.push(isDeepStrictEqual({ a: [1, new Set([1])] }, { a: [1, new Set([1])] }), await promisify((a, done) => done(null, a + 1))(1), util.types.isPromise(Promise.resolve()), util.stripVTControlCharacters("\u001b[31mred\u001b[0m"));
  out.push(querystring.stringify({ a: ["1", "2"], b: "x y" }), JSON.stringify(querystring.parse("a=1&a=2&b=%20")));
  return out.join("\n");
}
