// Errors that the engine throws, provoked by code that runs, with the texts that Node.js 20 gave for the same code.

import { v8Message } from "waypost-internal:internal/errors/engine_words";
import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";

/** What a piece of sloppy code throws, as a `catch` of a module sees it. */
function thrown(code: string): unknown {
  try {
    (0, eval)(`(function(){${code}\n})()`);
  } catch (error) {
    return error;
  }
  throw new Error(`nothing was thrown by ${code}`);
}

const RECORDED: [code: string, text: string][] = [
  ["var a; a.b", "TypeError: Cannot read properties of undefined (reading 'b')"],
  ["var a={}; a.b.c", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b.c.d", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a=null; a.b", "TypeError: Cannot read properties of null (reading 'b')"],
  ["var a={b:null}; a.b.c", "TypeError: Cannot read properties of null (reading 'c')"],
  ["var a; a.b = 1", "TypeError: Cannot set properties of undefined (setting 'b')"],
  ["var a=null; a.b.c = 1", "TypeError: Cannot read properties of null (reading 'b')"],
  ["var a={}; a.b.c = 1", "TypeError: Cannot set properties of undefined (setting 'c')"],
  ["var a={}; a.b.c += 1", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b.c++", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b['lit']", "TypeError: Cannot read properties of undefined (reading 'lit')"],
  ["var a={}; a.b[0]", "TypeError: Cannot read properties of undefined (reading '0')"],
  ["var a={}; a[0].x", "TypeError: Cannot read properties of undefined (reading 'x')"],
  ["var a={}; a.b[0]=1", "TypeError: Cannot set properties of undefined (setting '0')"],
  ["var a={}; var k={toString(){return 'K'}}; a.b[k]", "TypeError: Cannot read properties of undefined"],
  ["var a={}; a.b[Symbol.iterator]", "TypeError: undefined is not iterable (cannot read property Symbol(Symbol.iterator))"],
  ["var a={}; a?.b.c", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b?.c.d; a.b.c?.d", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b.c()", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b()", "TypeError: a.b is not a function"],
  ["var a={}; a.b.c.d()", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a; a()", "TypeError: a is not a function"],
  ["var a={}; a()", "TypeError: a is not a function"],
  ["var a=1; a()", "TypeError: a is not a function"],
  ["var a={b:1}; a.b()", "TypeError: a.b is not a function"],
  ["var a={}; a['b']()", "TypeError: a.b is not a function"],
  ["var a={}; var k='b'; a[k]()", "TypeError: a[k] is not a function"],
  ["var a={}; a[0]()", "TypeError: a[0] is not a function"],
  ["var a={b(){}}; a.b().c", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={b(){}}; a.b().c()", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={b(){}}; a.b()()", "TypeError: a.b(...) is not a function"],
  ["var a={b(){return {}}}; a.b().c()", "TypeError: a.b(...).c is not a function"],
  ["var a={b(){return {}}}; a.b(1,\")\").c()", "TypeError: a.b(...).c is not a function"],
  ["({}).x()", "TypeError: {}.x is not a function"],
  ["[].x()", "TypeError: [].x is not a function"],
  ["\"abc\".foo()", "TypeError: \"abc\".foo is not a function"],
  ["(1).foo()", "TypeError: 1.foo is not a function"],
  ["(function(){})().x", "TypeError: Cannot read properties of undefined (reading 'x')"],
  ["(()=>1)()()", "TypeError: (intermediate value)(...) is not a function"],
  ["function F(){ this.x() } new F()", "TypeError: this.x is not a function"],
  ["function f(){ \"use strict\"; return this.x } f()", "TypeError: Cannot read properties of undefined (reading 'x')"],
  ["function f(){ \"use strict\"; this.x = 1 } f()", "TypeError: Cannot set properties of undefined (setting 'x')"],
  ["new (class { m(){ this.x() } })().m()", "TypeError: this.x is not a function"],
  ["new (class { m(){ super.x() } })().m()", "TypeError: (intermediate value).x is not a function"],
  ["var a={}; a.x`t`", "TypeError: a.x is not a function"],
  ["var a; a`t`", "TypeError: a is not a function"],
  ["var a={}; a?.b()", "TypeError: a?.b is not a function"],
  ["var a={b:{}}; a.b?.c()", "TypeError: a.b?.c is not a function"],
  ["var a={b:1}; a.b?.()", "TypeError: a.b is not a function"],
  ["var a; new a", "TypeError: a is not a constructor"],
  ["var a={}; new a()", "TypeError: a is not a constructor"],
  ["var a={}; new a.b()", "TypeError: a.b is not a constructor"],
  ["var a={}; new a.b.c()", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["new (()=>1)()", "TypeError: (intermediate value) is not a constructor"],
  ["var f=()=>1; new f()", "TypeError: f is not a constructor"],
  ["var f={m(){}}; new f.m()", "TypeError: f.m is not a constructor"],
  ["new Math.max()", "TypeError: Math.max is not a constructor"],
  ["new (async function x(){})()", "TypeError: (intermediate value) is not a constructor"],
  ["class A{}; A()", "TypeError: Class constructor A cannot be invoked without 'new'"],
  ["class Foo{}; var o={Foo}; o.Foo()", "TypeError: Class constructor Foo cannot be invoked without 'new'"],
  ["class Foo{}; Foo.call({})", "TypeError: Class constructor Foo cannot be invoked without 'new'"],
  ["Promise()", "TypeError: Promise constructor cannot be invoked without 'new'"],
  ["Map()", "TypeError: Constructor Map requires 'new'"],
  ["new BigInt(1)", "TypeError: BigInt is not a constructor"],
  ["Promise(1)", "TypeError: Promise constructor cannot be invoked without 'new'"],
  ["var [x] = undefined", "TypeError: undefined is not iterable"],
  ["(function([x]){})()", "TypeError: undefined is not iterable (cannot read property Symbol(Symbol.iterator))"],
  ["(function([x]){})({})", "TypeError: object is not iterable (cannot read property Symbol(Symbol.iterator))"],
  ["for (var x of undefined);", "TypeError: undefined is not iterable"],
  ["for (var x of {});", "TypeError: {} is not iterable"],
  ["for (var x of 1);", "TypeError: 1 is not iterable"],
  ["var a; for (var x of a);", "TypeError: a is not iterable"],
  ["var a={}; for (var x of a);", "TypeError: a is not iterable"],
  ["var a={}; a.b(...[1])", "TypeError: a.b is not a function"],
  ["new WeakMap([[1,2]])", "TypeError: Invalid value used as weak map key"],
  ["new WeakSet([1])", "TypeError: Invalid value used in weak set"],
  ["new WeakMap().set(1,2)", "TypeError: Invalid value used as weak map key"],
  ["new WeakSet().add(1)", "TypeError: Invalid value used in weak set"],
  ["Object.entries(undefined)", "TypeError: Cannot convert undefined or null to object"],
  ["Object.keys(null)", "TypeError: Cannot convert undefined or null to object"],
  ["Object.keys()", "TypeError: Cannot convert undefined or null to object"],
  ["Object.values(undefined)", "TypeError: Cannot convert undefined or null to object"],
  ["Object.assign(null)", "TypeError: Cannot convert undefined or null to object"],
  ["Object.assign()", "TypeError: Cannot convert undefined or null to object"],
  ["Object.getPrototypeOf(null)", "TypeError: Cannot convert undefined or null to object"],
  ["Object.getOwnPropertyNames(null)", "TypeError: Cannot convert undefined or null to object"],
  ["Object.setPrototypeOf(undefined, {})", "TypeError: Object.setPrototypeOf called on null or undefined"],
  ["Object.defineProperty(1,'x',{})", "TypeError: Object.defineProperty called on non-object"],
  ["Object.defineProperties({}, undefined)", "TypeError: Cannot convert undefined or null to object"],
  ["undefinedVariable", "ReferenceError: undefinedVariable is not defined"],
  ["undefinedVariable.x", "ReferenceError: undefinedVariable is not defined"],
  ["\"use strict\"; undeclared = 1", "ReferenceError: undeclared is not defined"],
  ["\"use strict\"; var a; a.b.c = 1", "TypeError: Cannot read properties of undefined (reading 'b')"],
  ["(function f(){ f() })()", "RangeError: Maximum call stack size exceeded"],
  ["(function f(){ return [1].map(f) })()", "RangeError: Maximum call stack size exceeded"],
  ["new Array(-1)", "RangeError: Invalid array length"],
  ["new Array(1.5)", "RangeError: Invalid array length"],
  ["new ArrayBuffer(-1)", "RangeError: Invalid array buffer length"],
  ["new DataView(new ArrayBuffer(1)).getInt32(0)", "RangeError: Offset is outside the bounds of the DataView"],
  ["[].reduce((a,b)=>a)", "TypeError: Reduce of empty array with no initial value"],
  ["[].reduceRight((a,b)=>a)", "TypeError: Reduce of empty array with no initial value"],
  ["[1].flatMap()", "TypeError: flatMap mapper function is not callable"],
  ["[1].sort(1)", "TypeError: The comparison function must be either a function or undefined"],
  ["\"a\".replaceAll(/a/, '')", "TypeError: String.prototype.replaceAll called with a non-global RegExp argument"],
  ["\"a\".matchAll(/a/)", "TypeError: String.prototype.matchAll called with a non-global RegExp argument"],
  ["\"a\".startsWith(/a/)", "TypeError: First argument to String.prototype.startsWith must not be a regular expression"],
  ["\"a\".includes(/a/)", "TypeError: First argument to String.prototype.includes must not be a regular expression"],
  ["\"a\".normalize(\"x\")", "RangeError: The normalization form should be one of NFC, NFD, NFKC, NFKD."],
  ["\"a\".localeCompare(\"b\",\"xx-invalid-locale-zz\")", "RangeError: Incorrect locale information provided"],
  ["String.raw()", "TypeError: Cannot convert undefined or null to object"],
  ["Symbol() + \"\"", "TypeError: Cannot convert a Symbol value to a string"],
  ["\"\" + Symbol('x')", "TypeError: Cannot convert a Symbol value to a string"],
  ["+Symbol()", "TypeError: Cannot convert a Symbol value to a number"],
  ["Symbol('x') * 1", "TypeError: Cannot convert a Symbol value to a number"],
  ["String(Object.create(null))", "TypeError: Cannot convert object to primitive value"],
  ["\"\" + Object.create(null)", "TypeError: Cannot convert object to primitive value"],
  ["Object.create(null) + 1", "TypeError: Cannot convert object to primitive value"],
  ["1n + 1", "TypeError: Cannot mix BigInt and other types, use explicit conversions"],
  ["1n * 1.5", "TypeError: Cannot mix BigInt and other types, use explicit conversions"],
  ["1 - 1n", "TypeError: Cannot mix BigInt and other types, use explicit conversions"],
  ["1n > Symbol()", "TypeError: Cannot convert a Symbol value to a number"],
  ["+1n", "TypeError: Cannot convert a BigInt value to a number"],
  ["Math.max(1n)", "TypeError: Cannot convert a BigInt value to a number"],
  ["Number.parseFloat(Symbol())", "TypeError: Cannot convert a Symbol value to a string"],
  ["isNaN(1n)", "TypeError: Cannot convert a BigInt value to a number"],
  ["1n / 0n", "RangeError: Division by zero"],
  ["1n % 0n", "RangeError: Division by zero"],
  ["1n >>> 0n", "TypeError: BigInts have no unsigned right shift, use >> instead"],
  ["Number(Symbol())", "TypeError: Cannot convert a Symbol value to a number"],
  ["new Date(NaN).toISOString()", "RangeError: Invalid time value"],
  ["new Date(\"x\").toISOString()", "RangeError: Invalid time value"],
  ["new Date().toLocaleString(\"xx-invalid-locale-zz\")", "RangeError: Incorrect locale information provided"],
  ["new Date().toLocaleString(\"en\", {timeZone:\"X/Y\"})", "RangeError: Invalid time zone specified: X/Y"],
  ["new Date(Symbol())", "TypeError: Cannot convert a Symbol value to a number"],
  ["new Date(1n)", "TypeError: Cannot convert a BigInt value to a number"],
  ["(1).toFixed(101)", "RangeError: toFixed() digits argument must be between 0 and 100"],
  ["(1).toFixed(-1)", "RangeError: toFixed() digits argument must be between 0 and 100"],
  ["/a/g.exec(Symbol())", "TypeError: Cannot convert a Symbol value to a string"],
  ["1 in 1", "TypeError: Cannot use 'in' operator to search for '1' in 1"],
  ["'x' in 'abc'", "TypeError: Cannot use 'in' operator to search for 'x' in abc"],
  ["'x' in undefined", "TypeError: Cannot use 'in' operator to search for 'x' in undefined"],
  ["1 instanceof 1", "TypeError: Right-hand side of 'instanceof' is not an object"],
  ["({}) instanceof undefined", "TypeError: Right-hand side of 'instanceof' is not an object"],
  ["({}) instanceof {}", "TypeError: Right-hand side of 'instanceof' is not callable"],
  ["var a; ({}) instanceof a", "TypeError: Right-hand side of 'instanceof' is not an object"],
  ["var a={}; ({}) instanceof a.b", "TypeError: Right-hand side of 'instanceof' is not an object"],
  ["class X{}; class B extends X { constructor(){ this.x } }; new B()", "ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor"],
  ["class X{}; class B extends X { constructor(){ } }; new B()", "ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor"],
  ["class X{}; class B extends X { constructor(){ super(); super() } }; new B()", "ReferenceError: Super constructor may only be called once"],
  ["class X{}; class B extends X { constructor(){ return 1 } }; new B()", "TypeError: Derived constructors may only return object or undefined"],
  ["class A { #p=1; static r(o){ return o.#p } }; A.r({})", "TypeError: Cannot read private member #p from an object whose class did not declare it"],
  ["class A { #p=1; static r(o){ o.#p=1 } }; A.r({})", "TypeError: Cannot write private member #p to an object whose class did not declare it"],
  ["class A { #p=1; static r(o){ return o.#p } }; A.r(undefined)", "TypeError: Cannot read properties of undefined (reading '#p')"],
  ["JSON.stringify(1n)", "TypeError: Do not know how to serialize a BigInt"],
  ["JSON.stringify({a:1n})", "TypeError: Do not know how to serialize a BigInt"],
  ["JSON.stringify({toJSON(){return 1n}})", "TypeError: Do not know how to serialize a BigInt"],
  ["Reflect.ownKeys(1)", "TypeError: Reflect.ownKeys called on non-object"],
  ["Reflect.get(1)", "TypeError: Reflect.get called on non-object"],
  ["Reflect.has(1,'x')", "TypeError: Reflect.has called on non-object"],
  ["new Proxy(1,{})", "TypeError: Cannot create proxy with a non-object as target or handler"],
  ["new Proxy({},1)", "TypeError: Cannot create proxy with a non-object as target or handler"],
  ["Proxy({}, {})", "TypeError: Constructor Proxy requires 'new'"],
  ["\"use strict\"; new Proxy({}, {set(){return false}}).x = 1", "TypeError: 'set' on proxy: trap returned falsish for property 'x'"],
  ["(function(){}).apply(null, 1)", "TypeError: CreateListFromArrayLike called on non-object"],
  ["Function.prototype.bind.call(1)", "TypeError: Bind must be called on a function"],
  ["var a={}; a.b.call()", "TypeError: Cannot read properties of undefined (reading 'call')"],
  ["Array.prototype.map.call(undefined, x=>x)", "TypeError: Array.prototype.map called on null or undefined"],
  ["Array.prototype.forEach.call(null, x=>x)", "TypeError: Array.prototype.forEach called on null or undefined"],
  ["Array.prototype.slice.call(undefined)", "TypeError: Cannot convert undefined or null to object"],
  ["Array.prototype.concat.call(null)", "TypeError: Array.prototype.concat called on null or undefined"],
  ["[].concat.call(undefined)", "TypeError: Array.prototype.concat called on null or undefined"],
  ["[].at(Symbol())", "TypeError: Cannot convert a Symbol value to a number"],
  ["Array(2**32)", "RangeError: Invalid array length"],
  ["[].flat.call(null)", "TypeError: Cannot convert undefined or null to object"],
  ["var g=(function*(){ g.next() })(); g.next()", "TypeError: Generator is already running"],
  ["new (function*(){})()", "TypeError: (intermediate value) is not a constructor"],
  ["({a:1}).toString.call.x.y", "TypeError: Cannot read properties of undefined (reading 'y')"],
  ["decodeURIComponent('%')", "URIError: URI malformed"],
  ["decodeURI('%E0%A4%A')", "URIError: URI malformed"],
  ["encodeURIComponent('\\uD800')", "URIError: URI malformed"],
  ["encodeURI('\\uD800')", "URIError: URI malformed"],
  ["null.x", "TypeError: Cannot read properties of null (reading 'x')"],
  ["undefined.x", "TypeError: Cannot read properties of undefined (reading 'x')"],
  ["null.x()", "TypeError: Cannot read properties of null (reading 'x')"],
  ["undefined.x()", "TypeError: Cannot read properties of undefined (reading 'x')"],
  ["null[0]", "TypeError: Cannot read properties of null (reading '0')"],
  ["undefined()", "TypeError: undefined is not a function"],
  ["(void 0).foo", "TypeError: Cannot read properties of undefined (reading 'foo')"],
  ["var o={a:{}}; o.a.b.c.d.e", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a=[]; a[0].name", "TypeError: Cannot read properties of undefined (reading 'name')"],
  ["var a=[]; a[0][1]", "TypeError: Cannot read properties of undefined (reading '1')"],
  ["var a=[[]]; a[0][1].x", "TypeError: Cannot read properties of undefined (reading 'x')"],
  ["var a=[]; var i=0; a[i].name", "TypeError: Cannot read properties of undefined (reading 'name')"],
  ["var a=[]; var i=0; a[i].name()", "TypeError: Cannot read properties of undefined (reading 'name')"],
  ["var a={}; a.list.map(x=>x)", "TypeError: Cannot read properties of undefined (reading 'map')"],
  ["var a={}; a.list.map(function(x){ return {} })", "TypeError: Cannot read properties of undefined (reading 'map')"],
  ["var a={}; a.b.c.d(x => x.y)", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.list.length", "TypeError: Cannot read properties of undefined (reading 'length')"],
  ["var a={}; delete a.b.c", "TypeError: Cannot convert undefined or null to object"],
  ["var a={}; for (var k in a.b.c);", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b.c ??= 1", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b.c ||= 1", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b.c &&= 1", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; --a.b.c", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; (a.b).c", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; (a.b || a.d).c", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; (a.b || a.d)()", "TypeError: (a.b || a.d) is not a function"],
  ["var a={}; (0, a.b)()", "TypeError: (0 , a.b) is not a function"],
  ["var a={}; (0, a.b.c)()", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; a.b.c.d = a.e", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var a={}; new a.b.C()", "TypeError: Cannot read properties of undefined (reading 'C')"],
  ["var a={}; new (a.b())()", "TypeError: a.b is not a function"],
  ["var a; if (a.b) {}", "TypeError: Cannot read properties of undefined (reading 'b')"],
  ["var a; a.b\n.c", "TypeError: Cannot read properties of undefined (reading 'b')"],
  ["var a={}; a\n  .b\n  .c\n  .d()", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["var o={}; o.x.y(function(){ return \"a.b\" })", "TypeError: Cannot read properties of undefined (reading 'y')"],
  ["var o={}; o['x y'].z", "TypeError: Cannot read properties of undefined (reading 'z')"],
  ["var o={}; o[\"it's\"].z", "TypeError: Cannot read properties of undefined (reading 'z')"],
  ["var o={}; o.x[\"it's\"]", "TypeError: Cannot read properties of undefined (reading 'it's')"],
  ["var a={}; a.b[`t`]", "TypeError: Cannot read properties of undefined (reading 't')"],
  ["var a={}; a.b[-1]", "TypeError: Cannot read properties of undefined (reading '-1')"],
  ["var a={}; a.b[undefined]", "TypeError: Cannot read properties of undefined (reading 'undefined')"],
  ["var a={}; a.b[null]", "TypeError: Cannot read properties of undefined (reading 'null')"],
  ["Symbol()()", "TypeError: Symbol(...) is not a function"],
  ["\"x\"()", "TypeError: \"x\" is not a function"],
  ["1()", "TypeError: 1 is not a function"],
  ["[]()", "TypeError: [] is not a function"],
  ["({})()", "TypeError: {} is not a function"],
  ["new 1", "TypeError: 1 is not a constructor"],
  ["new \"x\"", "TypeError: \"x\" is not a constructor"],
  ["new {}", "TypeError: {} is not a constructor"],
  ["new []", "TypeError: [] is not a constructor"],
  ["new undefined", "TypeError: undefined is not a constructor"],
  ["var a = {get b(){ return undefined }}; a.b.c", "TypeError: Cannot read properties of undefined (reading 'c')"],
  ["Object.prototype.valueOf.call(null)", "TypeError: Cannot convert undefined or null to object"],
  ["Object.prototype.hasOwnProperty.call(null,'x')", "TypeError: Cannot convert undefined or null to object"],
  ["Object.prototype.hasOwnProperty.call(undefined,'x')", "TypeError: Cannot convert undefined or null to object"],
  ["Object.prototype.isPrototypeOf.call(null,{})", "TypeError: Cannot convert undefined or null to object"],
  ["Object.hasOwn(null,'x')", "TypeError: Cannot convert undefined or null to object"],
  ["Object.entries(null).map(([k,v])=>k)", "TypeError: Cannot convert undefined or null to object"],
  ["parseInt(Symbol())", "TypeError: Cannot convert a Symbol value to a string"],
  ["Math.abs(1n)", "TypeError: Cannot convert a BigInt value to a number"],
  ["Math.floor(Symbol())", "TypeError: Cannot convert a Symbol value to a number"],
  ["\"a\" - Symbol()", "TypeError: Cannot convert a Symbol value to a number"],
  ["-Symbol()", "TypeError: Cannot convert a Symbol value to a number"],
  ["~Symbol()", "TypeError: Cannot convert a Symbol value to a number"],
  ["1n | 1", "TypeError: Cannot mix BigInt and other types, use explicit conversions"],
  ["1n & 1", "TypeError: Cannot mix BigInt and other types, use explicit conversions"],
  ["1n << 1", "TypeError: Cannot mix BigInt and other types, use explicit conversions"],
  ["-\"x\".y.z", "TypeError: Cannot read properties of undefined (reading 'z')"],
  ["[3n,1n].sort((a,b)=>a-b)", "TypeError: Cannot convert a BigInt value to a number"],
  ["[1,2].join.call(null)", "TypeError: Cannot convert undefined or null to object"],
  ["[Symbol()].join()", "TypeError: Cannot convert a Symbol value to a string"],
  ["[Symbol()] + ''", "TypeError: Cannot convert a Symbol value to a string"],
  ["`${Symbol()}`", "TypeError: Cannot convert a Symbol value to a string"],
  ["`${Object.create(null)}`", "TypeError: Cannot convert object to primitive value"],
  ["new Date(2020, Symbol())", "TypeError: Cannot convert a Symbol value to a number"],
  ["new SharedArrayBuffer(-1)", "RangeError: Invalid array buffer length"],
  ["new WeakMap().set('x', 1)", "TypeError: Invalid value used as weak map key"],
];

test("errors of the engine are worded as on Node.js", () => {
  for (const [code, text] of RECORDED) assertEquals(`${code} // ${String(thrown(code))}`, `${code} // ${text}`);
});

test("no message of V8 is taken for one of the engine", () => {
  const frames = [{ name: "f", isNative: false }, { name: "toISOString", isNative: true }];
  for (const [, text] of RECORDED) {
    const message = text.slice(text.indexOf(": ") + 2);
    for (const frame of frames) assertEquals(v8Message(message, frame) ?? message, message);
  }
});

test("what the engine does not say is left out, or its message stays", () => {
  const says = (code: string): string => (thrown(code) as Error).message;
  assertEquals(says("var a, key = 'x'; a[key]"), "Cannot read properties of undefined");
  assertEquals(says("var a, key = 'x'; a[key] = 1"), "Cannot set properties of undefined");
  assertEquals(says("var {x} = null"), "Right side of assignment cannot be destructured");
  assertEquals(says("x; let x = 1"), "Cannot access uninitialized variable.");
  assertEquals(says("[1].map(1)"), "Array.prototype.map callback must be a function");
});

test("an awaited value is an intermediate one", async () => {
  const nothing: unknown = undefined;
  const says = async (run: () => Promise<unknown>): Promise<string> => {
    try {
      await run();
    } catch ({ message }) {
      return message;
    }
    return "";
  };
  assertEquals(await says(async () => (await (nothing as any)).name), "Cannot read properties of undefined (reading 'name')");
  assertEquals(await says(async () => (await (nothing as any))()), "(intermediate value) is not a function");
  assertEquals(await says(async () => (await ({} as any)).run()), "(intermediate value).run is not a function");
  assertEquals(
    await says(async () => {
      const [first] = await (nothing as any);
      return first;
    }),
    "(intermediate value) is not iterable",
  );
});

test("errors of users stay as they are", () => {
  class OwnError extends TypeError {}
  const texts = ["undefined is not an object", "Invalid Date", "currency must be a string", "invalid time zone: x", "Type error", "URI", "a.b is not a function", "x is not defined"];
  for (const text of texts) {
    for (const error of [new TypeError(text), new RangeError(text), new Error(text), new OwnError(text)]) {
      try {
        throw error;
      } catch (caught) {
        assert(caught === error);
        assertEquals((caught as Error).message, text);
      }
    }
  }
  const engines = "undefined is not an object (evaluating 'a.b')";
  for (const error of [new Error(engines), new OwnError(engines), { message: engines }, engines, Object.assign(Object.create(TypeError.prototype), { message: engines })]) {
    try {
      throw error;
    } catch (caught) {
      assertEquals(typeof caught === "string" ? caught : (caught as Error).message, engines);
    }
  }
});

test("values that do not want to be looked at are handed over", () => {
  const hidden = new Proxy(new TypeError("x"), { getPrototypeOf: () => { throw new Error("asked"); } });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const read = Object.defineProperty(new TypeError(), "message", { get: () => { throw new Error("read"); } });
  for (const value of [hidden, proxy, read, null, undefined, 1, Object.create(null)]) {
    let caught: unknown;
    try {
      throw value;
    } catch (error) {
      caught = error;
    }
    assert(caught === value);
  }
  const frozen = thrown("var error; try { null.x } catch { } ; null.y") as Error;
  assertEquals(frozen.message, "Cannot read properties of null (reading 'y')");
});

test("rejections are worded before anybody sees them", async () => {
  const fails = async (): Promise<unknown> => (undefined as any).name;
  const words = "Cannot read properties of undefined (reading 'name')";
  assertEquals(await fails().catch((error) => error.message), words);
  assertEquals(await fails().then(undefined, ({ message }) => message), words);
  assertEquals(((await Promise.allSettled([fails()]))[0] as PromiseRejectedResult).reason.message, words);
  assertEquals(await Promise.any([fails()]).catch((error) => error.errors[0].message), words);
  assertEquals(await Promise.all([fails()]).catch((error) => error.message), words);
});

test("functions that iterate their argument", async () => {
  const says = (run: () => Promise<unknown>): Promise<string> => run().then(() => "", (error) => error.message);
  const tail = "is not iterable (cannot read property Symbol(Symbol.iterator))";
  assertEquals(await says(() => Promise.all(undefined as any)), `undefined ${tail}`);
  assertEquals(await says(() => Promise.allSettled(null as any)), `object null ${tail}`);
  assertEquals(await says(() => Promise.race({} as any)), `object ${tail}`);
});

test("a function with a catch reads as it was written", () => {
  const run = new Function("try { a() } catch (error) { return error.message }");
  assertEquals(run(), "a is not defined");
  assert(!String(run).includes(".E("), String(run));
  assert(String(run).includes("catch (error) { return error.message }"), String(run));
  assertEquals(Function.prototype.toString.length, 0);
});
