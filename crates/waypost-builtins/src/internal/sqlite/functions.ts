// SQL functions that JavaScript defines.

import type { Asked, Bound } from "waypost-native:internal/sqlite";

type Called = (...args: unknown[]) => unknown;

/** A function as SQLite is to see it: `call` for a scalar one, `step` and its kin for an aggregate. */
export interface Definition {
  call?: Called;
  start?: unknown;
  step?: Called;
  inverse?: Called | undefined;
  result?: Called | undefined;
  /** Whether a step that returns nothing leaves the accumulator as it was. */
  keepsOnUndefined?: boolean;
  argument(cell: unknown): unknown;
  answer(value: unknown): Bound;
}

/** The functions of one database, and what one of them threw. */
export class UserFunctions {
  #thrown: { error: unknown } | undefined;

  /** Keeps an error for the end of the statement in which it happened. */
  fail(error: unknown): void {
    this.#thrown ??= { error };
  }

  /** Runs a statement. When a function in it threw, that is what is thrown, and not SQLite's own error. */
  run<T>(work: () => T): T {
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.#rethrow();
      throw error;
    }
    this.#rethrow();
    return result;
  }

  #rethrow(): void {
    const thrown = this.#thrown;
    this.#thrown = undefined;
    if (thrown !== undefined) throw thrown.error;
  }

  asked(definition: Definition): Asked {
    const aggregate = new Aggregate(definition);
    return (ask, accumulator, cells) => {
      try {
        const args = cells.map(definition.argument);
        return ask === 0 ? definition.answer(definition.call!(...args)) : aggregate.asked(ask, accumulator, args);
      } catch (error) {
        this.fail(error);
        return undefined;
      }
    };
  }
}

class Aggregate {
  #definition: Definition;
  #values: Map<number, unknown> = new Map();
  #last = 0;

  constructor(definition: Definition) {
    this.#definition = definition;
  }

  asked(ask: number, accumulator: number | undefined, args: unknown[]): Bound {
    if (ask === 1) return this.#start();
    const id = accumulator ?? this.#start();
    if (ask === 2) return this.#step(this.#definition.step!, id, args);
    if (ask === 3) return this.#step(this.#definition.inverse!, id, args);
    const value = this.#values.get(id);
    if (ask === 5) this.#values.delete(id);
    const { answer, result } = this.#definition;
    return answer(result === undefined ? value : result(value));
  }

  #start(): number {
    const { start } = this.#definition;
    const value: unknown = typeof start === "function" ? (start as Called)() : start;
    this.#values.set(++this.#last, value);
    return this.#last;
  }

  #step(step: Called, id: number, args: unknown[]): Bound {
    const value = step(this.#values.get(id), ...args);
    if (value !== undefined || this.#definition.keepsOnUndefined !== true) this.#values.set(id, value);
    return null;
  }
}
