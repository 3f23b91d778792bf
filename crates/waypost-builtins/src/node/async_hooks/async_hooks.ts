// node:async_hooks: AsyncLocalStorage and AsyncResource over the async context.
// https://nodejs.org/api/async_context.html  https://nodejs.org/api/async_hooks.html
//
// The context is a frame that is passed on, as in Node.js with AsyncContextFrame; there are no
// resources behind promises and timers. So the hooks of `createHook` hear of AsyncResource objects
// only, and ids are those of the AsyncResource whose scope is running.

import { runtime, type Frame } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { validateFunction, validateObject, validateString } from "waypost-internal:internal/validators/validators";

type AnyFunction = (this: unknown, ...args: never[]) => unknown;

const context = runtime;
const apply = Reflect.apply;
const is = Object.is;

export interface AsyncLocalStorageOptions {
  defaultValue?: unknown;
  name?: string;
}

/** The frame with one value changed. */
function withStore(frame: Frame | undefined, key: object, value: unknown): Frame {
  const stores = new Map(frame?.stores);
  stores.set(key, value);
  return { request: frame?.request, stores };
}

function withoutStore(frame: Frame, key: object): Frame {
  const stores = new Map(frame.stores);
  stores.delete(key);
  return { request: frame.request, stores };
}

// https://nodejs.org/api/async_context.html#class-asynclocalstorage
export class AsyncLocalStorage<T = unknown> {
  readonly #defaultValue: T | undefined;
  readonly #name: string;
  #isEnabled = true;

  constructor(options: AsyncLocalStorageOptions = {}) {
    validateObject(options, "options");
    this.#defaultValue = options.defaultValue as T | undefined;
    this.#name = options.name === undefined ? "" : `${options.name}`;
  }

  static bind<F extends AnyFunction>(fn: F): F {
    return AsyncResource.bind(fn);
  }

  static snapshot(): (fn: AnyFunction, ...args: never[]) => unknown {
    return AsyncResource.bind((fn: AnyFunction, ...args: never[]): unknown => fn(...args)) as never;
  }

  get name(): string {
    return this.#name;
  }

  getStore(): T | undefined {
    const stores = context.c?.stores;
    if (stores === undefined || !this.#isEnabled || !stores.has(this)) return this.#defaultValue;
    return stores.get(this) as T;
  }

  enterWith(store: T): void {
    this.#isEnabled = true;
    context.c = withStore(context.c, this, store);
  }

  run<R>(store: T, callback: (...args: never[]) => R, ...args: unknown[]): R {
    // As Node.js: the same value again is no new context.
    if (is(store, this.getStore())) return apply(callback, null, args as never[]);
    this.#isEnabled = true;
    const outer = context.c;
    const inner = withStore(outer, this, store);
    context.c = inner;
    try {
      return apply(callback, null, args as never[]);
    } finally {
      context.c = context.c === inner ? outer : this.#leave(context.c, outer);
    }
  }

  exit<R>(callback: (...args: never[]) => R, ...args: unknown[]): R {
    return this.run(undefined as T, callback, ...args);
  }

  disable(): void {
    this.#isEnabled = false;
  }

  /** The outer frame, with what other storages entered inside. */
  #leave(frame: Frame | undefined, outer: Frame | undefined): Frame | undefined {
    if (frame === undefined || frame.request !== outer?.request) return outer;
    const stores = outer?.stores;
    if (stores === undefined || !stores.has(this)) return withoutStore(frame, this);
    return withStore(frame, this, stores.get(this));
  }
}

// ---- hooks ----

export interface HookCallbacks {
  init?: (asyncId: number, type: string, triggerAsyncId: number, resource: object) => void;
  before?: (asyncId: number) => void;
  after?: (asyncId: number) => void;
  destroy?: (asyncId: number) => void;
  promiseResolve?: (asyncId: number) => void;
}

const HOOKS = ["init", "before", "after", "destroy", "promiseResolve"] as const;

let enabled: readonly HookCallbacks[] = [];

class AsyncHook {
  readonly #callbacks: HookCallbacks;

  constructor(callbacks: HookCallbacks) {
    for (const name of HOOKS) {
      const callback = callbacks[name];
      if (callback !== undefined && typeof callback !== "function") {
        throw new codes.ERR_ASYNC_CALLBACK!(`hook.${name}`);
      }
    }
    this.#callbacks = { ...callbacks };
  }

  enable(): this {
    if (!enabled.includes(this.#callbacks)) enabled = [...enabled, this.#callbacks];
    return this;
  }

  disable(): this {
    enabled = enabled.filter((callbacks) => callbacks !== this.#callbacks);
    return this;
  }
}

/** Hooks that hear of AsyncResource objects; promises, timers and handles have none to tell of. */
export function createHook(callbacks: HookCallbacks): AsyncHook {
  return new AsyncHook(callbacks);
}

// ---- resources ----

/** The id of code that no AsyncResource called, as of Node's main script. */
const ROOT_ID = 1;

let lastId = ROOT_ID;
let running: AsyncResource | undefined;
const root: object = {};

export interface AsyncResourceOptions {
  triggerAsyncId?: number;
  requireManualDestroy?: boolean;
}

// https://nodejs.org/api/async_context.html#class-asyncresource
export class AsyncResource {
  readonly #asyncId: number;
  readonly #triggerAsyncId: number;
  readonly #frame: Frame | undefined;

  constructor(type: string, options: AsyncResourceOptions | number = {}) {
    validateString(type, "type");
    const given = typeof options === "number" ? options : options.triggerAsyncId;
    const trigger = given === undefined ? executionAsyncId() : given;
    if (!Number.isSafeInteger(trigger) || trigger < -1) {
      throw new codes.ERR_INVALID_ASYNC_ID!("triggerAsyncId", trigger);
    }
    this.#asyncId = ++lastId;
    this.#triggerAsyncId = trigger;
    this.#frame = context.c;
    if (enabled.length === 0) return;
    if (type.length === 0) throw new codes.ERR_ASYNC_TYPE!(type);
    for (const hook of enabled) hook.init?.(this.#asyncId, type, trigger, this);
  }

  static bind<F extends AnyFunction>(fn: F, type?: string, thisArg?: unknown): F {
    validateFunction(fn, "fn");
    return new AsyncResource(type || fn.name || "bound-anonymous-fn").bind(fn, thisArg);
  }

  runInAsyncScope<R>(fn: (this: never, ...args: never[]) => R, thisArg?: unknown, ...args: unknown[]): R {
    const outer = context.c;
    const caller = running;
    context.c = this.#frame;
    running = this;
    try {
      for (const hook of enabled) hook.before?.(this.#asyncId);
      return apply(fn, thisArg as never, args as never[]);
    } finally {
      for (const hook of enabled) hook.after?.(this.#asyncId);
      running = caller;
      context.c = outer;
    }
  }

  emitDestroy(): this {
    for (const hook of enabled) hook.destroy?.(this.#asyncId);
    return this;
  }

  asyncId(): number {
    return this.#asyncId;
  }

  triggerAsyncId(): number {
    return this.#triggerAsyncId;
  }

  bind<F extends AnyFunction>(fn: F, thisArg?: unknown): F {
    validateFunction(fn, "fn");
    const resource = this;
    const bound =
      thisArg === undefined
        ? function (this: unknown, ...args: unknown[]): unknown {
            return resource.runInAsyncScope(fn, this, ...args);
          }
        : (...args: unknown[]): unknown => resource.runInAsyncScope(fn, thisArg, ...args);
    Object.defineProperty(bound, "length", { value: fn.length, configurable: true });
    return bound as unknown as F;
  }
}

/** The id of the AsyncResource whose scope is running. */
export function executionAsyncId(): number {
  return running === undefined ? ROOT_ID : running.asyncId();
}

export function triggerAsyncId(): number {
  return running === undefined ? 0 : running.triggerAsyncId();
}

/** The AsyncResource whose scope is running, else an object that stands for everything else. */
export function executionAsyncResource(): object {
  return running ?? root;
}

/** The types of resources of our own: none is reported. */
export const asyncWrapProviders: Readonly<Record<string, number>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, number>, { NONE: 0 }),
);

export default {
  AsyncLocalStorage,
  AsyncResource,
  asyncWrapProviders,
  createHook,
  executionAsyncId,
  executionAsyncResource,
  triggerAsyncId,
};
