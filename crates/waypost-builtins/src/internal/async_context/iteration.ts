// Async iteration as the specification has it, for loops that the rewrite lowered and for `yield*`.

import { isObject, nativeResolve, nativeThen, newNativePromise, runIn, runtime } from "waypost-internal:internal/async_context/async_context";

const context = runtime;
const apply = Reflect.apply;

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Result = { done?: unknown; value?: unknown };

/** The state of a `for await` loop: `$l` of rewritten code. */
export class Iteration {
  /** The value of this round. */
  v: unknown = undefined;
  /** What closing the iterator returned, to be awaited. */
  p: unknown = undefined;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #next: Method;
  /** Nothing to close: the iterator is done, failed, or is being asked. */
  #isDone = true;

  constructor(iterator: AsyncIterator<unknown>) {
    this.#iterator = iterator;
    this.#next = iterator.next as Method;
  }

  /** Asks for the next result. */
  n(): unknown {
    this.#isDone = true;
    return apply(this.#next, this.#iterator, []);
  }

  /** Takes the awaited result; false when there is no value. */
  s(result: unknown): boolean {
    if (!isObject(result)) throw new TypeError("an iterator result is not an object");
    if ((result as Result).done) return false;
    this.v = (result as Result).value;
    this.#isDone = false;
    return true;
  }

  /** Closes after a throw, whose error counts more than those of closing. True: await `p`. */
  x(): boolean {
    try {
      return this.q();
    } catch {
      return false;
    }
  }

  /** Closes after a `break`, `return` or outer `continue`. True: await `p`, give it to `z`. */
  q(): boolean {
    if (this.#isDone) return false;
    this.#isDone = true;
    const close = this.#iterator.return as Method | null | undefined;
    if (close === undefined || close === null) return false;
    this.p = apply(close, this.#iterator, []);
    return true;
  }

  /** The awaited result of closing. */
  z(result: unknown): void {
    if (!isObject(result)) throw new TypeError("an iterator result is not an object");
  }
}

/** Begins a `for await` loop. */
export function iterate(iterable: never): Iteration {
  return new Iteration(asyncIteratorOf(iterable));
}

// https://tc39.es/ecma262/#sec-getiterator with kind async
export function asyncIteratorOf(iterable: never): AsyncIterator<unknown> {
  const source = iterable as { [Symbol.asyncIterator]?: Method | null; [Symbol.iterator]?: Method };
  const method = source[Symbol.asyncIterator];
  if (method !== undefined && method !== null) return iteratorBy(method, source);
  const iterator = iteratorBy(source[Symbol.iterator] as Method, source);
  return new AsyncFromSyncIterator(iterator as unknown as Iterator<unknown>);
}

function iteratorBy(method: Method, source: unknown): AsyncIterator<unknown> {
  if (typeof method !== "function") throw new TypeError("the value is not async iterable");
  const iterator = apply(method, source, []);
  if (!isObject(iterator)) throw new TypeError("the iterator is not an object");
  return iterator as AsyncIterator<unknown>;
}

const nextResult = (value: unknown): Result => ({ value, done: false });
const lastResult = (value: unknown): Result => ({ value, done: true });

// https://tc39.es/ecma262/#sec-async-from-sync-iterator-objects
class AsyncFromSyncIterator implements AsyncIterator<unknown> {
  readonly #iterator: Iterator<unknown>;
  readonly #next: Method;

  constructor(iterator: Iterator<unknown>) {
    this.#iterator = iterator;
    this.#next = iterator.next as Method;
  }

  next(value?: unknown): never {
    const args = arguments.length === 0 ? [] : [value];
    return this.#answer(true, () => apply(this.#next, this.#iterator, args));
  }

  return(...args: unknown[]): never {
    return this.#answer(false, () => {
      const close = this.#iterator.return as Method | null | undefined;
      if (close === undefined || close === null) return { value: args[0], done: true };
      return apply(close, this.#iterator, args);
    });
  }

  throw(...args: unknown[]): never {
    return this.#answer(true, () => {
      const fail = this.#iterator.throw as Method | null | undefined;
      if (fail !== undefined && fail !== null) return apply(fail, this.#iterator, args);
      // Step 8: the iterator is closed, and its lack of `throw` reported.
      const close = this.#iterator.return as Method | null | undefined;
      if (close !== undefined && close !== null) apply(close, this.#iterator, []);
      throw new TypeError("the iterator has no throw method");
    });
  }

  // https://tc39.es/ecma262/#sec-asyncfromsynciteratorcontinuation
  #answer(closesOnRejection: boolean, ask: () => unknown): never {
    try {
      const result = ask();
      if (!isObject(result)) throw new TypeError("an iterator result is not an object");
      const done = Boolean((result as Result).done);
      const value = nativeResolve(context.R((result as Result).value));
      if (done) return nativeThen(value, lastResult) as never;
      return nativeThen(value, nextResult, closesOnRejection ? this.#closeAndThrow() : undefined) as never;
    } catch (error) {
      return newNativePromise((_, reject) => reject(error)) as never;
    }
  }

  #closeAndThrow(): (error: unknown) => never {
    const frame = context.c;
    return (error: unknown): never => {
      try {
        const close = this.#iterator.return as Method | null | undefined;
        if (close !== undefined && close !== null) runIn(frame, () => apply(close, this.#iterator, []));
      } catch {
        // The rejection counts more.
      }
      throw error;
    };
  }
}
