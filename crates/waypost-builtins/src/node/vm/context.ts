// node:vm: contexts. A context is a realm of its own whose global names are the properties of an object of the user's.
//
// The object stays the one place where a global of the context lives: the realm's global object has an accessor for each
// of its properties, and for each name that a script declares or assigns. What the object gets later is seen by the next
// script that is run. It is no sandbox, as on Node it is none.
//
// Never here: what keeps a realm alive but the object and what the realm made.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { runtime } from "waypost-internal:internal/async_context/async_context";
import { HIDDEN_GLOBAL } from "waypost-internal:internal/async_context/dynamic_code";
import { op_vm_realm } from "waypost-native:node/vm";

type Names = Record<PropertyKey, unknown>;

class Context {
  readonly global: Names;
  readonly #evaluate: (code: string, filename: string) => unknown;
  readonly #object: Names;
  /** Names whose property on the global object is an accessor of ours. */
  readonly #bridged: Set<PropertyKey> = new Set();
  /** Names that a script has bound for good, and their value when both sides were last the same. */
  readonly #copied: Map<PropertyKey, unknown> = new Map();
  /** What the realm had at its start. */
  readonly #own: Set<PropertyKey>;

  constructor(object: Names | undefined) {
    const { global, evaluate } = op_vm_realm();
    this.global = global as Names;
    this.#evaluate = evaluate;
    this.#object = object ?? this.global;
    Object.defineProperty(this.global, HIDDEN_GLOBAL, { value: runtime, enumerable: false });
    this.#own = new Set(Reflect.ownKeys(this.global));
    Object.defineProperty(this.global, "SharedArrayBuffer", sharedMemory(evaluate));
    this.#own.add("SharedArrayBuffer");
  }

  run(code: string, filename: string, declared: string[]): unknown {
    if (this.#object === this.global) return this.#evaluate(code, filename);
    for (const key of Reflect.ownKeys(this.#object)) this.#bridge(key);
    for (const key of declared) if (!this.#own.has(key)) this.#bridge(key);
    for (const [key, value] of this.#copied) {
      if (this.#object[key] !== value) this.global[key] = this.#object[key];
    }
    try {
      return this.#evaluate(code, filename);
    } finally {
      // `var x;` makes the property, also without a value.
      for (const key of declared) if (this.#bridged.has(key) && !(key in this.#object)) this.#object[key] = undefined;
      this.#takeOver();
    }
  }

  /** Makes a global of the realm the property of the object. */
  #bridge(key: PropertyKey): void {
    if (this.#bridged.has(key) || this.#copied.has(key)) return;
    const before = Object.getOwnPropertyDescriptor(this.global, key);
    if (before !== undefined && before.configurable !== true) return;
    const object = this.#object;
    const isEnumerable = Object.getOwnPropertyDescriptor(object, key)?.enumerable ?? true;
    Object.defineProperty(this.global, key, {
      get: () => object[key],
      set: (value: unknown) => void (object[key] = value),
      enumerable: isEnumerable,
      configurable: true,
    });
    this.#bridged.add(key);
  }

  /** What a script has made of the global object becomes the object's. */
  #takeOver(): void {
    for (const key of this.#bridged) {
      const now = Object.getOwnPropertyDescriptor(this.global, key);
      // `delete name`, and `function name() {}`, which puts itself in place of what was there.
      if (now === undefined) {
        this.#bridged.delete(key);
        delete this.#object[key];
      } else if ("value" in now) {
        this.#bridged.delete(key);
        this.#keep(key, now);
      }
    }
    for (const [key, value] of this.#copied) {
      if (this.global[key] !== value) this.#keep(key, Object.getOwnPropertyDescriptor(this.global, key));
    }
    for (const key of Reflect.ownKeys(this.global)) {
      if (this.#own.has(key) || this.#bridged.has(key) || this.#copied.has(key)) continue;
      const made = Object.getOwnPropertyDescriptor(this.global, key)!;
      this.#keep(key, made);
      // An assignment to a name that nobody declared; the object has it now.
      if (made.configurable === true && "value" in made) {
        this.#copied.delete(key);
        this.#bridge(key);
      }
    }
  }

  #keep(key: PropertyKey, descriptor: PropertyDescriptor | undefined): void {
    if (descriptor === undefined) return;
    if (!("value" in descriptor)) {
      Object.defineProperty(this.#object, key, { ...descriptor, configurable: true });
    } else if (Object.hasOwn(this.#object, key)) this.#object[key] = descriptor.value;
    else Object.defineProperty(this.#object, key, { value: descriptor.value, writable: true, enumerable: descriptor.enumerable!, configurable: true });
    this.#copied.set(key, this.#object[key]);
  }
}

/** A constructor that the engine has and does not show. */
function sharedMemory(evaluate: (code: string, filename: string) => unknown): PropertyDescriptor {
  const make = (): unknown => evaluate("new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer.constructor", "node:vm");
  return { get: make, configurable: true, enumerable: false };
}

const contexts = new WeakMap<object, Context>();

/** The context of an object, made at the first call. */
export function makeContext(object: object): object {
  if (!contexts.has(object)) contexts.set(object, new Context(object as Names));
  return object;
}

/** A context without an object: the global object itself. */
export function makeBareContext(): object {
  const context = new Context(undefined);
  contexts.set(context.global, context);
  return context.global;
}

export function hasContext(object: object): boolean {
  return contexts.has(object);
}

export function contextOf(object: unknown): Context {
  const context = typeof object === "object" && object !== null ? contexts.get(object) : undefined;
  if (context === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("contextifiedObject", "vm.Context", object);
  return context;
}

export function refuse(what: string, instead: string): never {
  throw nodeError(Error, "ERR_WAYPOST_NOT_AVAILABLE", `${what} is not available in waypost: ${instead}`);
}
