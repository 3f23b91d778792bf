// Deep equality, strict and loose, for util.isDeepStrictEqual and node:assert.

import { isArgumentsObject, isBoxedPrimitive, kindOf, typedArrayName, type Kind } from "waypost-internal:node/util/types";

/** Pairs under comparison: a cycle that comes back to the same pair is equal so far. */
class Memo extends Map<object, Set<object>> {
  /** Whether objects with different prototypes may be equal all the same. */
  skipsPrototypes = false;
}

export function isDeepStrictEqual(a: unknown, b: unknown, skipPrototype?: boolean): boolean {
  const memo = new Memo();
  memo.skipsPrototypes = skipPrototype === true;
  return equal(a, b, true, memo);
}

/** `==` for primitives, no look at prototypes. */
export function isDeepEqual(a: unknown, b: unknown): boolean {
  return equal(a, b, false, new Memo());
}

function equal(a: unknown, b: unknown, strict: boolean, memo: Memo): boolean {
  if (a === b) return a !== 0 || !strict || Object.is(a, b);
  const aIsObject = typeof a === "object" && a !== null;
  const bIsObject = typeof b === "object" && b !== null;
  if (strict) {
    if (!aIsObject || !bIsObject) return Object.is(a, b);
    if (!memo.skipsPrototypes && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  } else if (!aIsObject || !bIsObject) {
    if (aIsObject || bIsObject || typeof a === "function" || typeof b === "function") return false;
    return a == b || (Number.isNaN(a) && Number.isNaN(b));
  }
  return equalObjects(a as object, b as object, strict, memo);
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}

function equalObjects(a: object, b: object, strict: boolean, memo: Memo): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  if (tagOf(a) !== tagOf(b)) return false;
  if (!equalSlots(a, b, kind, strict)) return false;
  if (kind === "array" && (a as unknown[]).length !== (b as unknown[]).length) return false;
  const seen = memo.get(a);
  if (seen?.has(b)) return true;
  if (seen !== undefined) seen.add(b);
  else memo.set(a, new Set([b]));
  const result = equalContents(a, b, kind, strict, memo);
  memo.get(a)?.delete(b);
  return result;
}

/** What is not in properties and is no collection. */
function equalSlots(a: object, b: object, kind: Kind, strict: boolean): boolean {
  switch (kind) {
    case "date":
      return Object.is(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b));
    case "regexp": {
      const x = a as RegExp;
      const y = b as RegExp;
      return x.source === y.source && x.flags === y.flags && x.lastIndex === y.lastIndex;
    }
    case "boxed":
      return equalBoxed(a, b);
    case "typedArray":
      return typedArrayName(a) === typedArrayName(b) && equalTyped(a as Uint8Array, b as Uint8Array, strict);
    case "dataView":
      return equalBytes(bytesOf(a as DataView), bytesOf(b as DataView));
    case "arrayBuffer":
      return equalBytes(new Uint8Array(a as ArrayBuffer), new Uint8Array(b as ArrayBuffer));
    case "weakMap":
    case "weakSet":
    case "weakRef":
    case "promise":
      return a === b;
    default:
      return true;
  }
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function equalTyped(a: Uint8Array, b: Uint8Array, strict: boolean): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const isSame = strict ? Object.is(a[i], b[i]) : a[i] === b[i] || (Number.isNaN(a[i]) && Number.isNaN(b[i]));
    if (!isSame) return false;
  }
  return true;
}

function equalBoxed(a: object, b: object): boolean {
  if (!isBoxedPrimitive(b)) return false;
  return Object.is(primitiveOf(a), primitiveOf(b));
}

function primitiveOf(value: object): unknown {
  for (const prototype of [Number.prototype, String.prototype, Boolean.prototype, BigInt.prototype, Symbol.prototype]) {
    try {
      return (prototype as { valueOf(): unknown }).valueOf.call(value);
    } catch {
      // Of another kind.
    }
  }
  return undefined;
}

/** Properties that are no elements are compared of typed arrays up to this length. */
const MOST_INDICES = 1 << 16;

function enumerableKeys(value: object, kind: Kind): PropertyKey[] {
  // To ask for the names of a large array's properties makes a text of each index.
  if (kind === "typedArray" && (value as Uint8Array).length > MOST_INDICES) return [];
  let keys: PropertyKey[] = Object.keys(value);
  // Indices come first and are all there.
  if (kind === "typedArray") keys = keys.slice((value as Uint8Array).length);
  const symbols = Object.getOwnPropertySymbols(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  return symbols.length === 0 ? keys : [...keys, ...symbols];
}

const ERROR_KEYS: readonly string[] = ["message", "name", "cause", "errors"];

function equalContents(a: object, b: object, kind: Kind, strict: boolean, memo: Memo): boolean {
  const x = a as Record<PropertyKey, unknown>;
  const y = b as Record<PropertyKey, unknown>;
  if (kind === "error") {
    for (const key of ERROR_KEYS) {
      if (Object.hasOwn(a, key) !== Object.hasOwn(b, key) && (key === "cause" || key === "errors")) return false;
      if (!equal(x[key], y[key], strict, memo)) return false;
    }
  }
  const stringKeysOnly = !strict;
  const keys = enumerableKeys(a, kind).filter((key) => !stringKeysOnly || typeof key === "string");
  const others = enumerableKeys(b, kind).filter((key) => !stringKeysOnly || typeof key === "string");
  if (keys.length !== others.length) return false;
  for (const key of keys) if (!Object.prototype.propertyIsEnumerable.call(b, key)) return false;
  if (kind === "set" && !equalSets(a as Set<unknown>, b as Set<unknown>, strict, memo)) return false;
  if (kind === "map" && !equalMaps(a as Map<unknown, unknown>, b as Map<unknown, unknown>, strict, memo)) return false;
  for (const key of keys) if (!equal(x[key], y[key], strict, memo)) return false;
  return kind !== "arguments" || isArgumentsObject(b);
}

function isSimple(value: unknown, strict: boolean): boolean {
  return strict ? typeof value !== "object" || value === null : typeof value === "function" || typeof value === "symbol";
}

function equalSets(a: Set<unknown>, b: Set<unknown>, strict: boolean, memo: Memo): boolean {
  if (a.size !== b.size) return false;
  const left = new Set<unknown>();
  for (const item of a) {
    if (b.has(item)) continue;
    if (isSimple(item, strict)) return false;
    left.add(item);
  }
  if (left.size === 0) return true;
  const candidates = [...b].filter((item) => !a.has(item));
  for (const item of left) {
    const at = candidates.findIndex((other) => equal(item, other, strict, memo));
    if (at < 0) return false;
    candidates.splice(at, 1);
  }
  return true;
}

function equalMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>, strict: boolean, memo: Memo): boolean {
  if (a.size !== b.size) return false;
  const left: [unknown, unknown][] = [];
  for (const [key, value] of a) {
    if (b.has(key)) {
      if (equal(value, b.get(key), strict, memo)) continue;
      if (strict || isSimple(key, strict)) return false;
    } else if (isSimple(key, strict)) return false;
    left.push([key, value]);
  }
  if (left.length === 0) return true;
  const candidates = [...b].filter(([key]) => !a.has(key) || !strict);
  for (const [key, value] of left) {
    const at = candidates.findIndex(([k, v]) => equal(key, k, strict, memo) && equal(value, v, strict, memo));
    if (at < 0) return false;
    candidates.splice(at, 1);
  }
  return true;
}
