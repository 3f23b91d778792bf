// node:stream: the iterator-like methods of Readable: map, filter, toArray and so on.

import { AbortError, codes } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateFunction, validateInteger, validateObject } from "waypost-internal:internal/validators/validators";
import { Readable } from "waypost-internal:node/stream/readable";
import { compose } from "waypost-internal:node/stream/compose";
import type { AnyStream } from "waypost-internal:node/stream/types";

interface Options {
  signal?: { aborted: boolean; reason: unknown; addEventListener(type: string, listener: () => void, o?: object): void };
  concurrency?: number;
  highWaterMark?: number;
}
type Mapper = (value: unknown, options: { signal: unknown }) => unknown;
type Source = AsyncIterable<unknown> & AnyStream;

function check(fn: unknown, options: Options | null | undefined): number {
  validateFunction(fn, "fn");
  checkOptions(options);
  const concurrency = Math.floor(options?.concurrency ?? 1);
  validateInteger(concurrency, "options.concurrency", 1);
  return concurrency;
}

function checkOptions(options: Options | null | undefined): void {
  if (options != null) validateObject(options, "options");
  if (options?.signal != null) validateAbortSignal(options.signal, "options.signal");
}

function checkAborted(options: Options | null | undefined): void {
  if (options?.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
}

/** Results in order, with up to `concurrency` calls under way. */
async function* mapped(source: Source, fn: Mapper, options: Options | undefined, concurrency: number): AsyncGenerator<unknown> {
  const queue: Promise<unknown>[] = [];
  const signal = options?.signal;
  for await (const value of source) {
    checkAborted(options);
    const result = Promise.resolve(fn(value, { signal }));
    result.catch(() => {});
    queue.push(result);
    if (queue.length >= concurrency) yield await queue.shift();
  }
  while (queue.length > 0) yield await queue.shift();
}

function wrap(iterable: AsyncIterable<unknown>): unknown {
  return (Readable.from as (source: unknown, options?: object) => unknown)(iterable, { objectMode: true });
}

function integerOf(value: unknown): number {
  const number = Number(value);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw new codes.ERR_OUT_OF_RANGE!("number", ">= 0", number);
  return number;
}

export const operators: Record<string, (this: Source, ...args: never[]) => unknown> = {
  map(this: Source, fn: Mapper, options?: Options): unknown {
    const concurrency = check(fn, options);
    return wrap(mapped(this, fn, options, concurrency));
  },
  filter(this: Source, fn: Mapper, options?: Options): unknown {
    const concurrency = check(fn, options);
    const source = this;
    return wrap(
      (async function* (): AsyncGenerator<unknown> {
        const pairs = mapped(source, async (value, given) => [value, await fn(value, given)], options, concurrency);
        for await (const [value, keep] of pairs as AsyncIterable<[unknown, unknown]>) if (keep) yield value;
      })(),
    );
  },
  flatMap(this: Source, fn: Mapper, options?: Options): unknown {
    const concurrency = check(fn, options);
    const source = this;
    return wrap(
      (async function* (): AsyncGenerator<unknown> {
        for await (const inner of mapped(source, fn, options, concurrency)) yield* inner as AsyncIterable<unknown>;
      })(),
    );
  },
  drop(this: Source, count: number, options?: Options): unknown {
    checkOptions(options);
    let left = integerOf(count);
    const source = this;
    return wrap(
      (async function* (): AsyncGenerator<unknown> {
        checkAborted(options);
        for await (const value of source) {
          checkAborted(options);
          if (left-- <= 0) yield value;
        }
      })(),
    );
  },
  take(this: Source, count: number, options?: Options): unknown {
    checkOptions(options);
    let left = integerOf(count);
    const source = this;
    return wrap(
      (async function* (): AsyncGenerator<unknown> {
        checkAborted(options);
        for await (const value of source) {
          checkAborted(options);
          if (left-- > 0) yield value;
          if (left <= 0) return;
        }
      })(),
    );
  },
  compose(this: Source, stream: unknown, options?: Options): unknown {
    checkOptions(options);
    return compose(this, stream);
  },
  async forEach(this: Source, fn: Mapper, options?: Options): Promise<void> {
    const concurrency = check(fn, options);
    for await (const _ of mapped(this, fn, options, concurrency)) checkAborted(options);
  },
  async toArray(this: Source, options?: Options): Promise<unknown[]> {
    checkOptions(options);
    const result: unknown[] = [];
    for await (const value of this) {
      checkAborted(options);
      result.push(value);
    }
    return result;
  },
  async some(this: Source, fn: Mapper, options?: Options): Promise<boolean> {
    const concurrency = check(fn, options);
    for await (const result of mapped(this, fn, options, concurrency)) if (result) return true;
    return false;
  },
  async every(this: Source, fn: Mapper, options?: Options): Promise<boolean> {
    const concurrency = check(fn, options);
    for await (const result of mapped(this, fn, options, concurrency)) if (!result) return false;
    return true;
  },
  async find(this: Source, fn: Mapper, options?: Options): Promise<unknown> {
    const concurrency = check(fn, options);
    const pairs = mapped(this, async (value, given) => [value, await fn(value, given)], options, concurrency);
    for await (const [value, isFound] of pairs as AsyncIterable<[unknown, unknown]>) if (isFound) return value;
    return undefined;
  },
  async reduce(this: Source, reducer: (total: unknown, value: unknown, o: object) => unknown, ...rest: [unknown?, Options?]): Promise<unknown> {
    validateFunction(reducer, "reducer");
    const [initial, options] = rest;
    checkOptions(options);
    let hasTotal = rest.length > 0;
    let total = initial;
    checkAborted(options);
    for await (const value of this) {
      checkAborted(options);
      total = hasTotal ? await reducer(total, value, { signal: options?.signal }) : value;
      hasTotal = true;
    }
    if (!hasTotal) throw new TypeError("Reduce of an empty stream requires an initial value");
    return total;
  },
};
