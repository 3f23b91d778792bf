// The circle that keeps a value from being JSON, as V8 prints it.

type Replace = (this: unknown, key: string, value: unknown) => unknown;

interface Step {
  key: string | number;
  object: object;
}

const HEAD = "Converting circular structure to JSON";
const LINE = "\n    |     ";
/** How many steps are shown before the rest is left out, and after it. */
const FIRST = 2;
const LAST = 1;

/** What the engine says of the value, which no user says by chance. */
const CIRCLE = "JSON.stringify cannot serialize cyclic structures.";

const getOwn = Object.getOwnPropertyDescriptor;
const getPrototypeOf = Object.getPrototypeOf;
const define = Reflect.defineProperty;
const typeErrors = TypeError.prototype;

/** What `stringify` threw; an error about a circle shows it. */
export function worded(thrown: unknown, native: (...args: unknown[]) => unknown, value: unknown, replacer: unknown): unknown {
  if (isCircle(thrown)) define(thrown, "message", { value: circularMessage(native, value, replacer) });
  return thrown;
}

function isCircle(thrown: unknown): thrown is Error {
  try {
    return getPrototypeOf(thrown) === typeErrors && getOwn(thrown, "message")?.value === CIRCLE;
  } catch {
    // Nothing that has a prototype, or a proxy of the user that does not want to be looked at.
    return false;
  }
}

function circularMessage(native: (...args: unknown[]) => unknown, value: unknown, replacer: unknown): string {
  const walk = new Walk(replacer);
  try {
    native(value, walk.replace);
  } catch (error) {
    // What code of the user throws this time is not what is reported.
    if (error !== walk) return HEAD;
  }
  return walk.message;
}

/** Goes where the engine goes: it calls `replace` for each value, with what holds it as `this`. */
class Walk {
  message: string = HEAD;
  readonly replace: Replace;

  constructor(replacer: unknown) {
    const walk = this;
    const user = typeof replacer === "function" ? (replacer as Replace) : undefined;
    const names = Array.isArray(replacer) ? new Set(replacer.map(String)) : undefined;
    const path: Step[] = [];
    this.replace = function (this: unknown, key: string, given: unknown): unknown {
      if (names !== undefined && path.length > 0 && !Array.isArray(this) && !names.has(key)) return undefined;
      const value = user === undefined ? given : Reflect.apply(user, this, [key, given]);
      if (typeof value !== "object" || value === null) return value;
      while (path.length > 0 && path[path.length - 1]!.object !== this) path.pop();
      const start = path.findIndex((step) => step.object === value);
      const name = Array.isArray(this) ? Number(key) : key;
      if (start !== -1) {
        walk.message = written(path.slice(start), name);
        throw walk;
      }
      path.push({ key: name, object: value });
      return value;
    };
  }
}

function written(circle: Step[], closing: string | number): string {
  const [first, ...rest] = circle;
  let text = `${HEAD}\n    --> starting at ${described(first!.object)}`;
  const shown = Math.min(rest.length, FIRST);
  const line = ({ key, object }: Step): string => `${LINE}${named(key)} -> ${described(object)}`;
  for (const step of rest.slice(0, shown)) text += line(step);
  if (rest.length > shown + LAST) text += `${LINE}...`;
  for (const step of rest.slice(Math.max(shown, rest.length - LAST))) text += line(step);
  return `${text}\n    --- ${named(closing)} closes the circle`;
}

function named(key: string | number): string {
  if (key === "") return "<anonymous>";
  return typeof key === "number" ? `index ${key}` : `property '${key}'`;
}

function described(object: object): string {
  return `object with constructor '${constructorName(object)}'`;
}

/** The name of the class, never asking code of the user. */
function constructorName(object: object): string {
  try {
    for (let at = Object.getPrototypeOf(object) as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      const made: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
      const name: unknown = typeof made === "function" ? Object.getOwnPropertyDescriptor(made, "name")?.value : undefined;
      if (typeof name === "string" && name !== "") return name;
    }
  } catch {
    // A proxy that does not want to be looked at.
  }
  return "Object";
}
