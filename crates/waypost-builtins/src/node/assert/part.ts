// node:assert: whether a value has everything of another one in it, for `partialDeepStrictEqual`.
// https://nodejs.org/docs/latest-v22.x/api/assert.html#assertpartialdeepstrictequalactual-expected-message

import { isDeepStrictEqual } from "waypost-internal:node/util/deep_equal";
import { kindOf, typedArrayName, type Kind } from "waypost-internal:node/util/types";

type Seen = Map<object, Set<object>>;

/** Whether everything of `expected` is in `actual`, in the same order where there is one. */
export function hasPart(actual: unknown, expected: unknown): boolean {
  return contains(actual, expected, new Map());
}

/** Kinds of which a part is compared; of all others the whole. */
const IN_PARTS: Set<Kind> = new Set<Kind>(["object", "array", "map", "set", "error", "typedArray", "dataView", "arrayBuffer"]);

function contains(actual: unknown, expected: unknown, seen: Seen): boolean {
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== "object" || typeof expected !== "object" || actual === null || expected === null) return false;
  const kind = kindOf(actual);
  if (kind !== kindOf(expected) || tagOf(actual) !== tagOf(expected)) return false;
  if (!IN_PARTS.has(kind)) return isDeepStrictEqual(actual, expected);
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false;
  const known = seen.get(actual);
  if (known?.has(expected) === true) return true;
  if (known === undefined) seen.set(actual, new Set([expected]));
  else known.add(expected);
  const is = containsContents(actual, expected, kind, seen);
  seen.get(actual)!.delete(expected);
  return is;
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}

function containsContents(actual: object, expected: object, kind: Kind, seen: Seen): boolean {
  switch (kind) {
    case "map":
      if (!containsEntries(actual as Map<unknown, unknown>, expected as Map<unknown, unknown>, seen)) return false;
      break;
    case "set":
      if (!containsMembers(actual as Set<unknown>, expected as Set<unknown>, seen)) return false;
      break;
    case "array":
      return containsItems(actual as unknown[], expected as unknown[], seen) && containsProperties(actual, expected, seen, true);
    case "typedArray":
      if (typedArrayName(actual) !== typedArrayName(expected)) return false;
      return beginsWith(actual as Uint8Array, expected as Uint8Array);
    case "dataView":
      return beginsWith(bytesOf(actual as DataView), bytesOf(expected as DataView));
    case "arrayBuffer":
      return beginsWith(new Uint8Array(actual as ArrayBuffer), new Uint8Array(expected as ArrayBuffer));
    case "error":
      for (const key of ["name", "message", "cause", "errors"] as const) {
        const [is, should] = [actual as Record<string, unknown>, expected as Record<string, unknown>];
        if ((key in should || key === "message" || key === "name") && !contains(is[key], should[key], seen)) return false;
      }
      break;
  }
  return containsProperties(actual, expected, seen, false);
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function beginsWith(actual: Uint8Array, expected: Uint8Array): boolean {
  if (expected.length > actual.length) return false;
  for (let i = 0; i < expected.length; i++) if (!Object.is(actual[i], expected[i])) return false;
  return true;
}

function containsProperties(actual: object, expected: object, seen: Seen, skipsIndices: boolean): boolean {
  for (const key of Reflect.ownKeys(expected)) {
    if (!Object.prototype.propertyIsEnumerable.call(expected, key)) continue;
    if (skipsIndices && typeof key === "string" && /^(?:0|[1-9]\d*)$/.test(key)) continue;
    if (!Object.prototype.propertyIsEnumerable.call(actual, key)) return false;
    if (!contains((actual as Record<PropertyKey, unknown>)[key], (expected as Record<PropertyKey, unknown>)[key], seen)) return false;
  }
  return true;
}

/** Whether the items stand in the other array in their order, whatever stands between. */
function containsItems(actual: unknown[], expected: unknown[], seen: Seen): boolean {
  let at = 0;
  for (let i = 0; i < expected.length; i++) {
    const isHole = !Object.hasOwn(expected, i);
    while (at < actual.length && (isHole !== !Object.hasOwn(actual, at) || !contains(actual[at], expected[i], seen))) at++;
    if (at++ >= actual.length) return false;
  }
  return true;
}

/** Each member of `expected` has one of its own in `actual`. */
function containsMembers(actual: Set<unknown>, expected: Set<unknown>, seen: Seen): boolean {
  if (expected.size > actual.size) return false;
  const rest = new Set(actual);
  const others: unknown[] = [];
  for (const member of expected) if (!rest.delete(member)) others.push(member);
  for (const member of others) {
    const found = [...rest].find((one) => contains(one, member, seen));
    if (found === undefined) return false;
    rest.delete(found);
  }
  return true;
}

function containsEntries(actual: Map<unknown, unknown>, expected: Map<unknown, unknown>, seen: Seen): boolean {
  if (expected.size > actual.size) return false;
  const rest = new Map(actual);
  const others: [unknown, unknown][] = [];
  for (const [key, value] of expected) {
    if (rest.has(key) && contains(rest.get(key), value, seen)) rest.delete(key);
    else if (typeof key === "object" && key !== null) others.push([key, value]);
    else return false;
  }
  for (const [key, value] of others) {
    const found = [...rest].find(([k, v]) => contains(k, key, seen) && contains(v, value, seen));
    if (found === undefined) return false;
    rest.delete(found[0]);
  }
  return true;
}
