// The iterators of interfaces that hold pairs: URLSearchParams, FormData, Headers.
// https://webidl.spec.whatwg.org/#es-default-iterator-object
//
// An iterator reads its target at its own index each time, so a change during iteration is seen.

import { INSPECT, type Inspect, invalidThis } from "waypost-internal:internal/web_interface/web_interface";

/** What an iterator gives out for each pair. */
export type IterationKind = "key" | "value" | "key+value";

/** The pair of a target at an index, or undefined past its end. */
export type PairAt<T> = (target: T, index: number) => [unknown, unknown] | undefined;

/** Makes the iterators of one interface. */
export type MakeIterator<T> = (target: T, kind: IterationKind) => IterableIterator<never>;

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;

export interface InspectOptions {
  breakLength?: number;
}

/** How Node.js shows a list of items: on lines of their own when they do not fit on one. */
export function inspectItems(name: string, items: string[], options: InspectOptions | undefined): string {
  // Colours take no room.
  const length = items.reduce((sum, item) => sum + item.replace(/\u001b\[\d\d?m/g, "").length + 2, -2);
  if (length <= (options?.breakLength ?? 80)) return `${name} { ${items.join(", ")} }`;
  return `${name} {\n  ${items.join(",\n  ")} }`;
}

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
      if (typeof this !== "object" || this === null || !(#target in this)) throw invalidThis(`${name}Iterator`);
      const pair = pairAt(this.#target, this.#index);
      if (pair === undefined) return { value: undefined, done: true };
      this.#index++;
      const kind = this.#kind;
      const value = kind === "key" ? pair[0] : kind === "value" ? pair[1] : pair;
      return { value, done: false };
    }

    [INSPECT](depth: number, options: InspectOptions, inspect: Inspect): string {
      if (typeof this !== "object" || this === null || !(#target in this)) throw invalidThis(`${name}Iterator`);
      if (typeof depth === "number" && depth < 0) return "[Object]";
      const items: string[] = [];
      for (let index = this.#index, pair = pairAt(this.#target, index); pair !== undefined; pair = pairAt(this.#target, ++index)) {
        items.push(inspect(this.#kind === "key" ? pair[0] : this.#kind === "value" ? pair[1] : pair, options));
      }
      return inspectItems(`${name} Iterator`, items, options);
    }
  }
  const { prototype } = PairIterator;
  Reflect.deleteProperty(prototype, "constructor");
  Object.setPrototypeOf(prototype, iteratorPrototype);
  Object.defineProperty(prototype, "next", { enumerable: true });
  Object.defineProperty(prototype, INSPECT, { enumerable: false });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: `${name} Iterator`, configurable: true });
  return (target, kind) => new PairIterator(target, kind) as unknown as IterableIterator<never>;
}
