// The iterators of interfaces that hold pairs: URLSearchParams, FormData, Headers.
// https://webidl.spec.whatwg.org/#es-default-iterator-object
//
// An iterator reads its target at its own index each time, so a change during iteration is seen.

import { invalidThis } from "waypost-internal:internal/web_interface/web_interface";

/** What an iterator gives out for each pair. */
export type IterationKind = "key" | "value" | "key+value";

/** The pair of a target at an index, or undefined past its end. */
export type PairAt<T> = (target: T, index: number) => [unknown, unknown] | undefined;

/** Makes the iterators of one interface. */
export type MakeIterator<T> = (target: T, kind: IterationKind) => IterableIterator<never>;

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;

/** The maker of an interface's iterators, which share one prototype. */
export function pairIterators<T>(name: string, pairAt: PairAt<T>): MakeIterator<T> {
  class PairIterator {
    #target: T;
    #kind: IterationKind;
    #index: number;

    constructor(target: T, kind: IterationKind) {
      this.#target = target;
      this.#kind = kind;
      this.#index = 0;
    }

    next(): IteratorResult<unknown> {
      if (!(#target in this)) throw invalidThis(`${name} Iterator`);
      const pair = pairAt(this.#target, this.#index);
      if (pair === undefined) return { value: undefined, done: true };
      this.#index++;
      const kind = this.#kind;
      const value = kind === "key" ? pair[0] : kind === "value" ? pair[1] : pair;
      return { value, done: false };
    }
  }
  const { prototype } = PairIterator;
  Reflect.deleteProperty(prototype, "constructor");
  Object.setPrototypeOf(prototype, iteratorPrototype);
  Object.defineProperty(prototype, "next", { enumerable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: `${name} Iterator`, configurable: true });
  return (target, kind) => new PairIterator(target, kind) as unknown as IterableIterator<never>;
}
