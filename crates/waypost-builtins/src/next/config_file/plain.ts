// What a configuration holds as plain data, which crosses as JSON.
//
// Functions and objects of classes have no data: an object that names their kind stands for them,
// so that a check can say what it received. Whatever throws when it is read counts as absent.

/** What stands for a value without data: `{ $kind: "function" }`. */
export interface Opaque {
  $kind: string;
}

/** Plugins put their own objects into a configuration; nothing that is read lies this deep. */
const DEEPEST = 16;

/** A copy that `JSON.stringify` takes: no cycles, no functions, no getters. */
export function plain(value: unknown): unknown {
  return copy(value, []);
}

function copy(value: unknown, parents: object[]): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return value;
    case "number":
      return Number.isFinite(value) ? value : opaque(String(value));
    case "object":
      return value === null ? null : copyObject(value, parents);
    default:
      return opaque(typeof value);
  }
}

function copyObject(value: object, parents: object[]): unknown {
  if (parents.length >= DEEPEST || parents.includes(value)) return opaque("object");
  const inside = [...parents, value];
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, inside) ?? null);
  const prototype: unknown = Object.getPrototypeOf(value);
  // A module's namespace has no prototype, an object of another class is no data.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return opaque("object");
  if (value instanceof RegExp || value instanceof Date || value instanceof Map || value instanceof Set) {
    return opaque("object");
  }
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    try {
      // `__proto__` of a copied object would be no key.
      if (key !== "__proto__") result[key] = copy((value as Record<string, unknown>)[key], inside);
    } catch {
      continue;
    }
  }
  return result;
}

function opaque(kind: string): Opaque {
  return { $kind: kind };
}
