// The shape Web IDL gives to the classes of the web builtins: enumerable members, a string tag,
// and the two errors every brand check throws.
//
// It knows no class by name and evaluates nothing else, so that every web builtin can use it at
// its top level.

type Constructor = abstract new (...args: never[]) => object;

/** Where `util.inspect` looks for an object's own way of being shown. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** What `util.inspect` hands to a method under `INSPECT` as its third argument. */
export type Inspect = (value: unknown, options?: unknown) => string;

/** The prototypes of all interfaces: what tells a platform object from an ordinary one. */
const interfacePrototypes: WeakSet<object> = new WeakSet();

/** Whether the object is, or inherits from, an instance of an interface. */
export function isPlatformObject(value: object): boolean {
  let at = Object.getPrototypeOf(value) as object | null;
  while (at !== null && !interfacePrototypes.has(at)) at = Object.getPrototypeOf(at) as object | null;
  return at !== null;
}

/**
 * Makes every public member of `constructor` enumerable and gives its prototype a string tag.
 * https://webidl.spec.whatwg.org/#interface-prototype-object
 */
export function shapeInterface(constructor: Constructor, name: string): void {
  const prototype = constructor.prototype as object;
  interfacePrototypes.add(prototype);
  makeEnumerable(prototype, "constructor");
  for (const key of Object.getOwnPropertyNames(constructor)) {
    if (key === "length" || key === "name" || key === "prototype") continue;
    Object.defineProperty(constructor, key, { enumerable: true });
  }
  Object.defineProperty(prototype, Symbol.toStringTag, {
    value: name,
    writable: false,
    enumerable: false,
    configurable: true,
  });
}

function makeEnumerable(target: object, except: string): void {
  for (const key of Object.getOwnPropertyNames(target)) {
    if (key !== except) Object.defineProperty(target, key, { enumerable: true });
  }
}

/**
 * Defines constants on both the constructor and its prototype.
 * https://webidl.spec.whatwg.org/#define-the-constants
 */
export function defineConstants(
  constructor: Constructor,
  constants: Readonly<Record<string, number>>,
): void {
  for (const name of Object.keys(constants)) {
    const descriptor: PropertyDescriptor = {
      value: constants[name],
      writable: false,
      enumerable: true,
      configurable: false,
    };
    Object.defineProperty(constructor, name, descriptor);
    Object.defineProperty(constructor.prototype, name, descriptor);
  }
}

/** A `TypeError` with a Node.js `code`, for what the web standards leave to the implementation. */
export function codedTypeError(code: string, message: string): TypeError {
  const error = new TypeError(message) as TypeError & { code: string };
  error.code = code;
  return error;
}

/** What a member throws when `this` is not an instance of its interface. */
export function invalidThis(name: string): TypeError {
  return codedTypeError("ERR_INVALID_THIS", `Value of "this" must be of type ${name}`);
}

/** What the constructor of an interface throws that scripts cannot construct. */
export function illegalConstructor(): TypeError {
  return codedTypeError("ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
}

/** What an operation throws that was given fewer arguments than it requires. */
export function requireArguments(count: number, required: number, operation: string): void {
  if (count >= required) return;
  const plural = required === 1 ? "" : "s";
  throw codedTypeError(
    "ERR_MISSING_ARGS",
    `${operation}: ${required} argument${plural} required, but only ${count} present`,
  );
}

/**
 * A value given for a dictionary: an object, a function, or nothing.
 * https://webidl.spec.whatwg.org/#es-dictionary
 */
export function toDictionary(value: unknown, what: string): Record<PropertyKey, unknown> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object" || typeof value === "function") {
    return value as Record<PropertyKey, unknown>;
  }
  throw codedTypeError("ERR_INVALID_ARG_TYPE", `${what} must be an object`);
}
