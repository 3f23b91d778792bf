// The async context of a realm: which request, and which AsyncLocalStorage values, the running code
// belongs to; and the runtime that rewritten code calls around each suspension.
//
// `runtime` is the `$w` of crates/waypost-transform (src/emit.rs says what each suspension becomes).
// Fail closed: code that lost its context reads none, never another request's. So everything here
// puts back what it found, and a resumed function leaves no frame behind.
//
// This script and the ones it starts run before the runtime exists: nothing in them may await.

import { startDynamicCode, takeRewritten, offerRewritten, importHook } from "waypost-internal:internal/async_context/dynamic_code";
import { startGenerators, beginGenerator, type GeneratorRecord } from "waypost-internal:internal/async_context/generators";
import { iterate, type Iteration } from "waypost-internal:internal/async_context/iteration";
import { reword } from "waypost-internal:internal/errors/engine_words";
import { startPromises } from "waypost-internal:internal/async_context/promises";

/** What belongs to one request; its shape is the business of `next`. */
export type RequestContext = object;

/** An immutable pair: a change makes a new frame, so a saved frame stays what it was. */
export interface Frame {
  readonly request: RequestContext | undefined;
  /** Values by AsyncLocalStorage. */
  readonly stores: ReadonlyMap<object, unknown> | undefined;
  /** The answer is out: what `after()` was given runs. */
  readonly isAfter?: boolean;
}

type Reaction = ((value: never) => unknown) | null | undefined;
type Then = (this: unknown, fulfilled: unknown, rejected: unknown) => unknown;

// ---- intrinsics, before user code can replace them ----

const NativePromise: PromiseConstructor = Promise;
const apply = Reflect.apply;
const promiseThen: Then = Promise.prototype.then as Then;
const promiseResolve = Promise.resolve;
const now = Date.now;
// Own properties, so that `f.call` below means the intrinsic whatever user code does.
Object.defineProperty(promiseThen, "call", { value: Function.prototype.call });
Object.defineProperty(promiseResolve, "call", { value: Function.prototype.call });

/** `Promise.prototype.then` of the engine: carries no context. */
export function nativeThen<T>(promise: Promise<T>, fulfilled?: Reaction, rejected?: Reaction): Promise<unknown> {
  return promiseThen.call(promise, fulfilled, rejected) as Promise<unknown>;
}

/** `Promise.resolve` of the engine. */
export function nativeResolve(value?: unknown): Promise<unknown> {
  return promiseResolve.call(NativePromise, value);
}

/** `new Promise` of the engine. */
export function newNativePromise<T>(
  executor: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void,
): Promise<T> {
  return new NativePromise<T>(executor as never);
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" ? value !== null : typeof value === "function";
}

const getPrototypeOf = Object.getPrototypeOf;
const { prototype: typeErrors } = TypeError;
const { prototype: rangeErrors } = RangeError;
const { prototype: referenceErrors } = ReferenceError;
const { prototype: syntaxErrors } = SyntaxError;
const { prototype: uriErrors } = URIError;

/** Whether a value is of a class whose errors the engine throws; errors of users mostly are not. */
function isOfEngineClass(value: object): value is Error {
  let prototype: unknown;
  try {
    prototype = getPrototypeOf(value);
  } catch {
    // A proxy that does not want to be looked at.
    return false;
  }
  return (
    prototype === typeErrors ||
    prototype === rangeErrors ||
    prototype === referenceErrors ||
    prototype === syntaxErrors ||
    prototype === uriErrors
  );
}

// ---- the budget of awaits in one turn ----

const CHECK_EVERY = 1023;

/** Where steps are counted: memory that the native half reads, once it is there. */
let counters: Int32Array = new Int32Array(1);
let stepCell = 0;
let mask = CHECK_EVERY;
let budget = 0;
let turnStart = 0;
let parked: (() => void)[] = [];
let budgetHook: (frame: Frame | undefined) => boolean = () => false;

/** Counts steps in a cell from now on: while it changes, what runs has made a pause. */
export function countStepsIn(cells: Int32Array, cell: number): void {
  counters = cells;
  stepCell = cell;
}

/** How many milliseconds the awaits and reactions of one turn may take; 0 for no bound. */
export function setAwaitBudget(milliseconds: number): void {
  budget = milliseconds;
  resetAwaitBudget();
}

/** Begins a turn. Its time counts from its first look at the clock. */
export function resetAwaitBudget(): void {
  turnStart = 0;
  mask = CHECK_EVERY;
}

/**
 * Sets what is asked before a continuation is parked, with its frame. The hook answers whether to
 * give it up: it is then never resumed.
 */
export function onBudgetExceeded(hook: (frame: Frame | undefined) => boolean): void {
  budgetHook = hook;
}

/** Takes the continuations that were parked: each resumes one when called, in a later turn. */
export function takeParked(): (() => void)[] {
  const taken = parked;
  if (taken.length !== 0) parked = [];
  return taken;
}

/** Whether continuations wait for a later turn. */
export function hasParked(): boolean {
  return parked.length !== 0;
}

/** Counts one step of a promise chain. */
function countStep(): number {
  return (counters[stepCell] = (counters[stepCell] as number) + 1);
}

/** Looks at the clock each so many steps; true when the turn has used up its budget. */
function isOverBudget(): boolean {
  if (mask === 0) return true;
  if (budget === 0) return false;
  const time = now();
  if (turnStart === 0) {
    turnStart = time;
    return false;
  }
  if (time - turnStart < budget) return false;
  mask = 0;
  return true;
}

const ignore = (): void => {};

/** A promise of what `run` returns, which runs in a later turn or never. */
function park(run: () => unknown): Promise<unknown> {
  const frame = runtime.c;
  return new NativePromise<unknown>((resolve, reject) => {
    if (budgetHook(frame)) return;
    parked.push(() => {
      const outer = runtime.c;
      runtime.c = frame;
      try {
        resolve(run());
      } catch (error) {
        reject(error);
      } finally {
        runtime.c = outer;
      }
    });
  });
}

/** Parks an awaited value. A rejection that waits is not an unhandled one. */
function parkValue(value: unknown): unknown {
  const kept = runtime.R(value);
  if (kept instanceof NativePromise) promiseThen.call(kept, undefined, ignore);
  return park(() => kept);
}

// ---- thenables of users ----

/** Stands for a user's thenable: its `then` runs in the frame that handed it over. */
class BoundThenable {
  readonly #value: object;
  readonly #then: Then;
  readonly #frame: Frame | undefined;

  constructor(value: object, then: Then, frame: Frame | undefined) {
    this.#value = value;
    this.#then = then;
    this.#frame = frame;
  }

  then(resolve: (value: unknown) => void, reject: unknown): unknown {
    const outer = runtime.c;
    runtime.c = this.#frame;
    try {
      const settle = (value: unknown): void => resolve(runtime.R(value));
      return apply(this.#then, this.#value, [settle, reject]);
    } finally {
      runtime.c = outer;
    }
  }
}

/** Stands for an object whose `then` cannot be read. */
class UnreadableThenable {
  readonly #error: unknown;

  constructor(error: unknown) {
    this.#error = error;
  }

  get then(): never {
    throw this.#error;
  }
}

let contextThen: unknown;

/** The `then` that carries the context, whose callers need no help. */
export function setContextThen(then: unknown): void {
  contextThen = then;
}

// ---- the runtime ----

export class Runtime {
  /** The current frame. */
  c: Frame | undefined = undefined;

  /** An awaited value. A native promise is awaited as it is, even with a `then` of its own. */
  W(value: unknown): unknown {
    if ((countStep() & mask) === 0 && isOverBudget()) return parkValue(value);
    if (typeof value !== "object" && typeof value !== "function") return value;
    if (value === null) return value;
    let then: unknown;
    try {
      then = (value as PromiseLike<unknown>).then;
    } catch (error) {
      return new UnreadableThenable(error);
    }
    if (then === contextThen || typeof then !== "function") return value;
    if (value instanceof NativePromise && value.constructor === NativePromise) return value;
    return new BoundThenable(value, then as Then, this.c);
  }

  /** A value that resolves a promise: returned, or given to `resolve`. */
  R(value: unknown): unknown {
    if (typeof value !== "object" && typeof value !== "function") return value;
    if (value === null) return value;
    let then: unknown;
    try {
      then = (value as PromiseLike<unknown>).then;
    } catch (error) {
      return new UnreadableThenable(error);
    }
    if (then === contextThen || typeof then !== "function") return value;
    return new BoundThenable(value, then as Then, this.c);
  }

  /** `new Promise(executor)`, where `constructor` is what `Promise` means there. */
  p(constructor: unknown, executor: unknown): unknown {
    if (constructor !== NativePromise || typeof executor !== "function") {
      return new (constructor as PromiseConstructor)(executor as never);
    }
    return new NativePromise((resolve, reject) => {
      (executor as (...functions: unknown[]) => void)((value: unknown): void => {
        resolve(this.R(value));
      }, reject);
    });
  }

  /** A caught error: what the engine made of it is worded as on Node.js. */
  E(error: unknown): void {
    if (typeof error === "object" && error !== null && isOfEngineClass(error)) reword(error);
  }

  /** The record of a `for await` loop over this. */
  A(iterable: never): Iteration {
    return iterate(iterable);
  }

  /** The record of the async generator whose body begins. */
  g(): GeneratorRecord {
    return beginGenerator();
  }

  /** Rewrites the source of a direct `eval` and puts the engine's `eval` in place for it. */
  e(source: unknown): void {
    offerRewritten(source);
  }

  /** The rewritten source, and the end of that place. */
  o(): unknown {
    return takeRewritten();
  }

  /** `value.stack`, which reads as on V8 where the engine has written it. */
  k(value: { stack?: unknown }): unknown {
    const stack = value.stack;
    return typeof stack === "string" ? stackHook(value, stack) : stack;
  }

  /** `value?.stack` */
  K(value: { stack?: unknown } | null | undefined): unknown {
    return value === null || value === undefined ? undefined : this.k(value);
  }

  /** `import()` in code without a module. */
  m(specifier: unknown): unknown {
    return importHook()(specifier);
  }
}

export const runtime: Runtime = new Runtime();

let stackHook: (owner: object, stack: string) => string = (_, stack) => stack;

/** Sets what words the stacks that code reads. */
export function onStackRead(hook: (owner: object, stack: string) => string): void {
  stackHook = hook;
}

/** The current frame; undefined outside of everything. */
export function current(): Frame | undefined {
  return runtime.c;
}

/** Sets the current frame. Whoever does it from the event loop sets it for each entry. */
export function setCurrent(frame: Frame | undefined): void {
  runtime.c = frame;
}

/** Calls a function in a frame. */
export function runIn<A extends unknown[], R>(frame: Frame | undefined, run: (...args: A) => R, ...args: A): R {
  const outer = runtime.c;
  runtime.c = frame;
  try {
    return run(...args);
  } finally {
    runtime.c = outer;
  }
}

/** The function, always called in the frame that is current now. */
export function bind<T, A extends unknown[], R>(run: (this: T, ...args: A) => R): (this: T, ...args: A) => R {
  const frame = runtime.c;
  return function (this: T, ...args: A): R {
    const outer = runtime.c;
    runtime.c = frame;
    try {
      return apply(run, this, args) as R;
    } finally {
      runtime.c = outer;
    }
  };
}

/** A reaction of a promise: its frame, its step of the budget, and what it returns. */
export function bindReaction(reaction: unknown): unknown {
  if (typeof reaction !== "function") return reaction;
  const frame = runtime.c;
  const run = (value: unknown): unknown => {
    const outer = runtime.c;
    runtime.c = frame;
    try {
      if ((countStep() & mask) === 0 && isOverBudget()) return park(() => runtime.R(reaction(value)));
      return runtime.R(reaction(value));
    } finally {
      runtime.c = outer;
    }
  };
  return run;
}

/** So for a rejection; the engine's errors are worded before anybody sees them. */
export function bindRejection(reaction: unknown): unknown {
  if (typeof reaction !== "function") return reaction;
  const frame = runtime.c;
  const run = (reason: unknown): unknown => {
    const outer = runtime.c;
    runtime.c = frame;
    try {
      runtime.E(reason);
      if ((countStep() & mask) === 0 && isOverBudget()) return park(() => runtime.R(reaction(reason)));
      return runtime.R(reaction(reason));
    } finally {
      runtime.c = outer;
    }
  };
  return run;
}

startPromises();
startGenerators();
startDynamicCode();
