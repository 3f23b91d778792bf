import { Holder, expression, object } from "../../../lib/forms.js";
import * as f from "../../../lib/functions.js";
import whole, { arrow as wholeArrow, declared } from "../../../lib/whole.js";
import { cacheLife, cacheTag } from "../../../lib/cache.js";
import { headers } from "next/headers";

class Own { a = 1; }

const values = {
  order: [{ a: 1, b: 2 }, { b: 2, a: 1 }],
  date: [new Date(0), new Date(1), new Date(0)],
  map: [new Map([[1, 2]]), new Map([[1, 3]]), new Map([[1, 2]])],
  set: [new Set([1]), new Set([2]), new Set([1])],
  number: [1, "1", 1n, true, null, undefined, 1],
  zero: [0, -0, NaN, Infinity],
  bytes: [new Uint8Array([1]), new Uint8Array([2]), new Uint8Array([1])],
  text: ["$a", "a", "$$a"],
  symbol: [Symbol.for("a"), Symbol.for("b"), Symbol.for("a")],
  undefined: [{ a: undefined }, {}, { a: null }],
  list: [[1], [1, undefined], [1, , 2]],
  form: () => [["a", "1"], ["a", "2"], ["a", "1"]].map(([name, value]) => { const form = new FormData(); form.append(name, value); return form; }),
  promise: () => [Promise.resolve(1), Promise.resolve(2), Promise.resolve(1)],
  function: () => [() => 1],
  class: () => [new Own()],
  empty: () => [Object.assign(Object.create(null), { a: 1 })],
  local: () => [Symbol("x")],
  error: () => [new Error("x"), new Error("y")],
  url: () => [new URL("http://a.test/")],
  cyclic: () => { const one = {}; one.self = one; return [one]; },
  response: () => [new Response("x")],
  request: (request) => [request],
};

function show(value) {
  if (value instanceof Date) return { date: value.toISOString() };
  if (value instanceof Map) return { map: [...value].map((pair) => pair.map(show)) };
  if (value instanceof Set) return { set: [...value].map(show) };
  if (value instanceof Error) return { error: value.name, message: value.message };
  if (value instanceof FormData) return { form: [...value] };
  if (value instanceof ArrayBuffer) return { buffer: [...new Uint8Array(value)] };
  if (ArrayBuffer.isView(value)) return { bytes: value.constructor.name, list: [...value] };
  if (Array.isArray(value)) return value.map(show);
  if (typeof value === "object" && value !== null) {
    if (typeof value[Symbol.iterator] === "function") return { iterable: [...value] };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, show(item)]));
  }
  if (typeof value === "bigint") return { bigint: String(value) };
  if (typeof value === "symbol") return { symbol: String(value) };
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  return value === undefined ? "undefined" : value;
}

function failure(error) {
  if (!(error instanceof Error)) return { thrown: String(error) };
  return { name: error.name, message: error.message, digest: error.digest === undefined ? undefined : error.digest === "OWN" ? "OWN" : typeof error.digest };
}

async function calls(make) {
  const results = [];
  for (const one of make) {
    try { results.push(show(await one())); } catch (error) { results.push(failure(error)); }
  }
  return results;
}

const twice = (call) => calls([call, call]);

const cases = {
  plain: () => twice(() => f.plain()),
  extra: () => calls([() => f.plain(), () => f.plain(1), () => f.plain({})]),
  arrow: () => calls([() => f.arrow(1), () => f.arrow(2), () => f.arrow(1)]),
  expression: () => calls([() => expression(1), () => expression(1, 2), () => expression(1, 3), () => expression(1)]),
  method: () => calls([() => object.method(1), () => object.method(1)]),
  static: () => calls([() => Holder.fixed(1), () => Holder.fixed(1)]),
  spread: () => calls([() => f.spread(1, 2), () => f.spread(1), () => f.spread(1, 2)]),
  destructured: () => calls([() => f.destructured({ a: 1, b: [2] }), () => f.destructured({ a: 1, b: [2], c: 3 }), () => f.destructured({ a: 1, b: [2] })]),
  closing: () => calls([() => f.closing(1)(1), () => f.closing(2)(1), () => f.closing(1, 5)(1), () => f.closing(1)(2)]),
  whole: () => calls([() => declared(1), () => declared(1), () => wholeArrow(1), () => wholeArrow(2), () => whole(1), () => whole(1)]),
  names: () => ({ plain: [f.plain.name, f.plain.length], arrow: [f.arrow.name, f.arrow.length], expression: [expression.name, expression.length], type: typeof f.plain, keys: Object.keys(f.plain) }),
  value: (q, request) => { const list = values[q.get("of")]; return calls((typeof list === "function" ? list(request) : list).map((value) => () => f.byValue(value))); },
  returning: async (q) => { const [one, again] = await calls([async () => { const value = await f.returning(q.get("of")); if (q.get("of") === "promise") return { later: await value.later }; if (q.get("of") === "shared") return { same: value.a === value.b }; if (q.get("of") === "cyclic") return { self: value.self === value }; return value; }, () => f.returning(q.get("of")).then((value) => q.get("of") === "cyclic" ? "again" : q.get("of") === "promise" ? "again" : value)]); return [one, again]; },
  same: async () => { const a = await f.returning("nested"); const b = await f.returning("nested"); return { same: a === b }; },
  throwing: (q) => twice(() => f.throwing(q.get("of"))),
  reading: (q) => calls([() => f.reading(q.get("of"))]),
  living: (q) => calls([() => f.living(q.get("of"))]),
  brief: () => calls([() => f.brief()]),
  instant: () => calls([() => f.instant()]),
  later: () => calls([() => f.failingLater()]),
  tagged: (q) => calls([() => f.tagged(q.get("of"))]),
  "bad-tag": (q) => calls([() => f.badTag(q.get("of"))]),
  outer: () => calls([() => f.outer()]),
  "outer-brief": () => calls([() => f.outerBrief()]),
  together: async () => Promise.all([f.slow(), f.slow(), f.slow()]),
  memo: () => twice(() => f.memoInside()),
  "in-memo": () => twice(() => f.cacheInMemo()),
  fetching: (q) => twice(() => f.fetching(q.get("port"), q.get("of"))),
  remote: () => twice(() => f.remote()),
  private: () => twice(() => f.own()),
  outside: () => calls([async () => cacheLife("max"), async () => cacheTag("a")]),
};

export async function GET(request, context) {
  await headers();
  const { what } = await context.params;
  const q = new URL(request.url).searchParams;
  return Response.json(await cases[what](q, request));
}
