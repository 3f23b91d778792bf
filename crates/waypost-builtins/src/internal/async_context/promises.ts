// The engine's Promise, carrying the async context: reactions run in the frame in which they were
// attached, and thenables of users are called in the frame that handed them over.
//
// `catch` needs nothing: it calls `then`. `all`, `race`, `any` and `allSettled` call `resolve`.

import {
  bindReaction,
  bindRejection,
  runtime,
  setContextThen,
} from "waypost-internal:internal/async_context/async_context";
import { fromAsync } from "waypost-internal:internal/async_context/from_async";

const NativePromise = Promise;
const apply = Reflect.apply;
const context = runtime;
const bound = bindReaction;
const boundRejection = bindRejection;
const { then: nativeThen, finally: nativeFinally } = Promise.prototype;
const { resolve: nativeResolve, try: nativeTry, withResolvers: nativeWithResolvers } = Promise;

type Anything = (...args: unknown[]) => unknown;

const prototype = {
  // https://tc39.es/ecma262/#sec-promise.prototype.then
  then(this: Promise<unknown>, fulfilled: unknown, rejected: unknown): unknown {
    return (nativeThen as Anything).call(this, bound(fulfilled), boundRejection(rejected));
  },

  // https://tc39.es/ecma262/#sec-promise.prototype.finally
  finally(this: Promise<unknown>, settled: unknown): unknown {
    const callback =
      typeof settled === "function" ? (): unknown => context.R((settled as Anything)()) : settled;
    return apply(nativeFinally as Anything, this, [callback]);
  },
};

const constructor = {
  // https://tc39.es/ecma262/#sec-promise.resolve
  resolve(this: unknown, value: unknown): unknown {
    // Step 1.a of PromiseResolve: a promise of the same constructor is the answer itself.
    const isAnswer = value instanceof NativePromise && value.constructor === this;
    return (nativeResolve as Anything).call(this, isAnswer ? value : context.R(value));
  },

  // https://tc39.es/ecma262/#sec-promise.try
  try(this: unknown, callback: unknown, ...args: unknown[]): unknown {
    const run = typeof callback === "function" ? (): unknown => context.R(callback(...args)) : callback;
    return apply(nativeTry as unknown as Anything, this, [run]);
  },

  // https://tc39.es/ecma262/#sec-promise.withResolvers
  withResolvers(this: unknown): unknown {
    const made = apply(nativeWithResolvers as Anything, this, []) as PromiseWithResolvers<unknown>;
    const { resolve } = made;
    if (this === NativePromise) made.resolve = (value: unknown): void => resolve(context.R(value));
    return made;
  },
};

const array = {
  // https://tc39.es/proposal-array-from-async/
  fromAsync(this: unknown, items: unknown, mapper: unknown = undefined, receiver: unknown = undefined): unknown {
    return apply(fromAsync as Anything, this, [items, mapper, receiver]);
  },
};

/** Replaces methods by ours of the same name, length and attributes. */
export function replaceMethods(target: object, methods: object): void {
  for (const name of Reflect.ownKeys(methods)) {
    const before = Reflect.getOwnPropertyDescriptor(target, name);
    const value = Reflect.get(methods, name) as Anything;
    const length = (before?.value as Anything | undefined)?.length;
    if (length !== undefined) Object.defineProperty(value, "length", { value: length, configurable: true });
    Object.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true });
  }
}

export function startPromises(): void {
  setContextThen(prototype.then);
  for (const native of [nativeThen, nativeResolve]) {
    Object.defineProperty(native, "call", { value: Function.prototype.call });
  }
  replaceMethods(NativePromise.prototype, prototype);
  replaceMethods(NativePromise, constructor);
  replaceMethods(Array, array);
}
