// Queuing strategies: the two classes, and reading a strategy that a user gave.
// https://streams.spec.whatwg.org/#qs

import {
  codedTypeError,
  INSPECT,
  type Inspect,
  invalidThis,
  requireArguments,
  shapeInterface,
  toDictionary,
} from "waypost-internal:internal/web_interface/web_interface";

export type SizeFunction = (chunk: unknown) => unknown;

export interface QueuingStrategy {
  highWaterMark?: number;
  size?: SizeFunction;
}

// One function for all instances, as the standard asks: `new X().size === new X().size`.
const byteLengthSize = {
  size: (chunk: { byteLength: number }): number => chunk.byteLength,
}.size as unknown as SizeFunction;
const countSize = { size: (): number => 1 }.size as SizeFunction;

function requiredHighWaterMark(init: unknown, name: string): number {
  const options = toDictionary(init, `${name}: init`);
  const value = options?.highWaterMark;
  if (value === undefined) {
    throw codedTypeError("ERR_MISSING_OPTION", `${name}: init.highWaterMark is required`);
  }
  return Number(value);
}

// https://streams.spec.whatwg.org/#blqs-class
export class ByteLengthQueuingStrategy {
  #highWaterMark: number;

  constructor(init: { highWaterMark: number }) {
    requireArguments(arguments.length, 1, "ByteLengthQueuingStrategy");
    this.#highWaterMark = requiredHighWaterMark(init, "ByteLengthQueuingStrategy");
  }

  get highWaterMark(): number {
    if (!(#highWaterMark in this)) throw invalidThis("ByteLengthQueuingStrategy");
    return this.#highWaterMark;
  }

  get size(): SizeFunction {
    if (!(#highWaterMark in this)) throw invalidThis("ByteLengthQueuingStrategy");
    return byteLengthSize;
  }

  [INSPECT](_depth: number, options: object, inspect: Inspect): string {
    return `ByteLengthQueuingStrategy ${inspect({ highWaterMark: this.#highWaterMark }, options)}`;
  }
}

// https://streams.spec.whatwg.org/#cqs-class
export class CountQueuingStrategy {
  #highWaterMark: number;

  constructor(init: { highWaterMark: number }) {
    requireArguments(arguments.length, 1, "CountQueuingStrategy");
    this.#highWaterMark = requiredHighWaterMark(init, "CountQueuingStrategy");
  }

  get highWaterMark(): number {
    if (!(#highWaterMark in this)) throw invalidThis("CountQueuingStrategy");
    return this.#highWaterMark;
  }

  get size(): SizeFunction {
    if (!(#highWaterMark in this)) throw invalidThis("CountQueuingStrategy");
    return countSize;
  }

  [INSPECT](_depth: number, options: object, inspect: Inspect): string {
    return `CountQueuingStrategy ${inspect({ highWaterMark: this.#highWaterMark }, options)}`;
  }
}

shapeInterface(ByteLengthQueuingStrategy, "ByteLengthQueuingStrategy");
shapeInterface(CountQueuingStrategy, "CountQueuingStrategy");

/** A strategy after its conversion; `size` is absent when every chunk counts one. */
export interface Strategy {
  highWaterMark: number | undefined;
  size: SizeFunction | undefined;
  /** Whether the user gave a size function at all, which byte streams refuse. */
  hasSize: boolean;
}

const NO_STRATEGY: Strategy = { highWaterMark: undefined, size: undefined, hasSize: false };

/** Reads the members of a strategy in the order of the dictionary. */
export function readStrategy(value: unknown, what: string): Strategy {
  const strategy = toDictionary(value, what);
  if (strategy === undefined) return NO_STRATEGY;
  const mark = strategy.highWaterMark;
  const highWaterMark = mark === undefined ? undefined : Number(mark);
  const size = strategy.size;
  if (size !== undefined && typeof size !== "function") {
    throw codedTypeError("ERR_INVALID_ARG_TYPE", `${what}: size must be a function`);
  }
  // The usual strategies need no call per chunk.
  const plain = size === countSize ? undefined : (size as SizeFunction | undefined);
  return { highWaterMark, size: plain, hasSize: size !== undefined };
}

// https://streams.spec.whatwg.org/#validate-and-normalize-high-water-mark
export function highWaterMarkOf(strategy: Strategy, fallback: number): number {
  const mark = strategy.highWaterMark;
  if (mark === undefined) return fallback;
  if (!(mark >= 0)) {
    throw new RangeError("A queuing strategy's highWaterMark must be a non-negative number");
  }
  return mark;
}

// https://streams.spec.whatwg.org/#make-size-algorithm-from-size-function
export function chunkSize(size: SizeFunction | undefined, chunk: unknown): number {
  return size === undefined ? 1 : Number(size(chunk));
}
