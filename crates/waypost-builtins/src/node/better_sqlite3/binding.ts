// Parameters of statements, as better-sqlite3 binds them.

import { boundOf } from "waypost-internal:internal/sqlite/values";
import type { Bindings, Bound } from "waypost-internal:internal/sqlite/ops";

/** https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md#binding-parameters */
export function bindingsOf(parameters: (string | null)[], given: unknown[]): Bindings {
  return new Binder(parameters).bind(given);
}

class Binder {
  #parameters: (string | null)[];
  #bound: Bindings;
  /** Position of the last parameter without a name that got a value, from 1. */
  #anonymous = 0;
  #count = 0;
  #tookNamed = false;

  constructor(parameters: (string | null)[]) {
    this.#parameters = parameters;
    this.#bound = new Array<Bound | undefined>(parameters.length).fill(undefined);
  }

  bind(given: unknown[]): Bindings {
    for (const value of given) {
      if (Array.isArray(value)) value.forEach((item) => this.#next(item));
      else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) this.#object(value);
      else this.#next(value);
    }
    const missing = this.#parameters.length - this.#count;
    if (missing < 0) throw tooMany();
    if (missing > 0) {
      if (!this.#tookNamed && this.#hasNames()) throw new TypeError("Missing named parameters");
      throw new RangeError("Too few parameter values were provided");
    }
    return this.#bound;
  }

  #hasNames(): boolean {
    return this.#parameters.some((name) => name !== null);
  }

  #object(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      this.#named(value as Record<string, unknown>);
    } else if (this.#hasNames()) {
      throw new TypeError("Named parameters can only be passed within plain objects");
    } else {
      this.#next(value);
    }
  }

  #named(values: Record<string, unknown>): void {
    if (this.#tookNamed) throw new TypeError("You cannot specify named parameters in two different objects");
    this.#tookNamed = true;
    for (const [index, parameter] of this.#parameters.entries()) {
      if (parameter === null) continue;
      const name = parameter.slice(1);
      if (!Object.hasOwn(values, name)) throw new RangeError(`Missing named parameter "${name}"`);
      this.#set(index, values[name]);
    }
  }

  #next(value: unknown): void {
    do this.#anonymous++;
    while (typeof this.#parameters[this.#anonymous - 1] === "string");
    this.#set(this.#anonymous - 1, value);
  }

  #set(index: number, value: unknown): void {
    const bound = boundOf(value ?? null);
    if (bound === undefined && typeof value === "bigint") throw new RangeError("The bound string, buffer, or bigint is too big");
    if (bound === undefined) throw new TypeError("SQLite3 can only bind numbers, strings, bigints, buffers, and null");
    if (index >= this.#parameters.length) throw tooMany();
    this.#bound[index] = bound;
    this.#count++;
  }
}

function tooMany(): Error {
  return new RangeError("Too many parameter values were provided");
}
