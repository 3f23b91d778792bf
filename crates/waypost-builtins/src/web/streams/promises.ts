// Promises inside the streams: made and observed without the prototype's `then`, so that nothing
// here is visible to user code and no async context is carried where none is wanted.
//
// User algorithms run in the async context in which their stream was constructed.

import {
  current,
  type Frame,
  nativeResolve,
  nativeThen,
  newNativePromise,
  setCurrent,
} from "waypost-internal:internal/async_context/async_context";

const apply = Reflect.apply;

export type Callback = (...args: never[]) => unknown;

export interface DeferredPromise<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

let takenResolve: (value: never) => void;
let takenReject: (reason: unknown) => void;

/** One executor for all, so that a deferred promise costs no closure. */
function executor(resolve: (value: never) => void, reject: (reason: unknown) => void): void {
  takenResolve = resolve;
  takenReject = reject;
}

export function deferred<T>(): DeferredPromise<T> {
  const promise = newNativePromise(executor as never) as Promise<T>;
  return { promise, resolve: takenResolve as (value: T) => void, reject: takenReject };
}

/** A promise that is already fulfilled with `undefined`; shared, never handed to user code. */
export const RESOLVED: Promise<undefined> = nativeResolve(undefined) as Promise<undefined>;

/**
 * What an algorithm of ours promises that says by a call, and not by a promise, when it is done: a
 * transform does so for each chunk. Nothing is ever told by this promise itself.
 */
export const LATER: Promise<never> = nativeResolve(undefined) as Promise<never>;

export function resolvedWith<T>(value: T): Promise<T> {
  return nativeResolve(value) as Promise<T>;
}

/**
 * A promise of its own that follows `value`: what the standards call "a promise resolved with",
 * and what a user's algorithm returns. It settles later than `value` does, and the order of
 * starts, cancellations and errors depends on that.
 * https://webidl.spec.whatwg.org/#js-promise
 */
export function following(value: unknown): Promise<unknown> {
  if (value === undefined) return RESOLVED;
  const { promise, resolve } = deferred<unknown>();
  resolve(value);
  return promise;
}

export function rejectedWith(reason: unknown): Promise<never> {
  const { promise, reject } = deferred<never>();
  reject(reason);
  return promise;
}

export function noop(): void {}

/** https://webidl.spec.whatwg.org/#mark-a-promise-as-handled */
export function markHandled(promise: Promise<unknown>): void {
  nativeThen(promise, undefined, noop);
}

/** Observes a promise; the derived promise is of no use to anybody. */
export function react<T>(
  promise: Promise<T>,
  fulfilled: ((value: T) => void) | undefined,
  rejected: ((reason: unknown) => void) | undefined,
): void {
  nativeThen(promise, fulfilled as never, rejected);
}

/** The promise derived from `promise`. */
export function chain<T, R>(
  promise: Promise<T>,
  fulfilled: ((value: T) => R | Promise<R>) | undefined,
  rejected?: (reason: unknown) => R | Promise<R>,
): Promise<R> {
  return nativeThen(promise, fulfilled as never, rejected as never) as unknown as Promise<R>;
}

/**
 * Who calls an algorithm of a stream: the frame of its construction, or `INSIDE` for our own
 * algorithms, which need none.
 */
export type Caller = Frame | undefined | typeof INSIDE;

export const INSIDE: unique symbol = Symbol("inside");

export function callerHere(): Caller {
  return current();
}

/** Calls a synchronous algorithm in its context; what it throws is thrown. */
export function callIn(caller: Caller, callback: Callback, self: unknown, args: unknown[]): unknown {
  if (caller === INSIDE) return apply(callback, self, args);
  const before = current();
  if (before === caller) return apply(callback, self, args);
  setCurrent(caller);
  try {
    return apply(callback, self, args);
  } finally {
    setCurrent(before);
  }
}

/**
 * Calls an algorithm that promises something; what it throws becomes a rejection.
 * https://webidl.spec.whatwg.org/#invoke-a-callback-function, for the promise types
 */
export function promiseIn(
  caller: Caller,
  callback: Callback | undefined,
  self: unknown,
  args: unknown[],
): Promise<unknown> {
  if (callback === undefined) return RESOLVED;
  let result: unknown;
  try {
    result = callIn(caller, callback, self, args);
  } catch (error) {
    return rejectedWith(error);
  }
  if (caller !== INSIDE) return following(result);
  // Our own algorithms return a promise of ours or nothing.
  return result === undefined ? RESOLVED : result === LATER ? LATER : resolvedWith(result);
}

/**
 * A promise that exists only once somebody asks for it: `reader.closed`, `writer.ready`.
 * Its rejection counts as handled, as the standard wants for all of these.
 */
export class Outcome {
  #state: "pending" | "fulfilled" | "rejected";
  #reason: unknown = undefined;
  #promise: DeferredPromise<undefined> | undefined = undefined;
  #fulfilled: (() => void) | undefined = undefined;

  private constructor(state: "pending" | "fulfilled" | "rejected", reason: unknown) {
    this.#state = state;
    this.#reason = reason;
  }

  static pending(): Outcome {
    return new Outcome("pending", undefined);
  }

  static fulfilled(): Outcome {
    return new Outcome("fulfilled", undefined);
  }

  static rejected(reason: unknown): Outcome {
    return new Outcome("rejected", reason);
  }

  get isPending(): boolean {
    return this.#state === "pending";
  }

  get promise(): Promise<undefined> {
    if (this.#promise === undefined) {
      this.#promise = deferred();
      this.#apply();
    }
    return this.#promise.promise;
  }

  /** Has `callback` called within the call that fulfils this one, which must be pending. */
  set onFulfilled(callback: () => void) {
    this.#fulfilled = callback;
  }

  resolve(): void {
    if (this.#state !== "pending") return;
    this.#state = "fulfilled";
    this.#apply();
    this.#fulfilled?.();
  }

  reject(reason: unknown): void {
    if (this.#state !== "pending") return;
    this.#state = "rejected";
    this.#reason = reason;
    this.#apply();
  }

  #apply(): void {
    if (this.#promise === undefined || this.#state === "pending") return;
    if (this.#state === "fulfilled") {
      this.#promise.resolve(undefined);
      return;
    }
    markHandled(this.#promise.promise);
    this.#promise.reject(this.#reason);
  }
}
