// The static functions of node:events; each takes an `EventEmitter` or an `EventTarget`.

import { AbortError, codes } from "waypost-internal:internal/errors/errors";
import {
  validateAbortSignal,
  validateFunction,
  validateInteger,
  validateNumber,
  validateObject,
} from "waypost-internal:internal/validators/validators";
import { emitterMaxListeners, setDefaultMaxListeners, type EventEmitter, type Listener } from "waypost-internal:node/events/events";
import { eventListenersOf } from "waypost-internal:web/events/event_target";

interface Signal {
  aborted: boolean;
  reason: unknown;
  addEventListener(type: string, listener: Listener, options?: object): void;
  removeEventListener(type: string, listener: Listener): void;
}
interface Target {
  addEventListener(type: string, listener: Listener, options?: object): void;
  removeEventListener(type: string, listener: Listener, options?: object): void;
}
type Source = EventEmitter | Target;

const kFirstEventParam: symbol = Symbol.for("nodejs.kFirstEventParam");
const targetLimits: WeakMap<object, number> = new WeakMap();

function isTarget(source: unknown): source is Target {
  return typeof (source as Partial<Target> | null)?.addEventListener === "function";
}

function isEmitter(source: unknown): source is EventEmitter {
  return typeof (source as Partial<EventEmitter> | null)?.on === "function";
}

function listen(source: Source, type: PropertyKey, listener: Listener, isOnce: boolean): void {
  if (isEmitter(source)) {
    if (isOnce) source.once(type, listener);
    else source.on(type, listener);
  } else if (isTarget(source)) source.addEventListener(type as string, listener, { once: isOnce });
  else throw new codes.ERR_INVALID_ARG_TYPE!("emitter", "EventEmitter", source);
}

function unlisten(source: Source, type: PropertyKey, listener: Listener): void {
  if (typeof (source as EventEmitter).removeListener === "function") (source as EventEmitter).removeListener(type, listener);
  else if (typeof (source as Target).removeEventListener === "function") (source as Target).removeEventListener(type as string, listener);
  else throw new codes.ERR_INVALID_ARG_TYPE!("emitter", "EventEmitter", source);
}

/** Runs `listener` when the signal aborts, also when it has; answers an object that undoes it. */
export function addAbortListener(signal: Signal, listener: Listener): { [Symbol.dispose](): void } {
  if (signal === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("signal", "AbortSignal", signal);
  validateAbortSignal(signal, "signal");
  validateFunction(listener, "listener");
  let remove: (() => void) | undefined;
  if (signal.aborted) queueMicrotaskOf(() => (listener as () => void)());
  else {
    signal.addEventListener("abort", listener, { once: true });
    remove = (): void => signal.removeEventListener("abort", listener);
  }
  return {
    [Symbol.dispose](): void {
      remove?.();
    },
  };
}

function queueMicrotaskOf(job: () => void): void {
  void Promise.resolve().then(job);
}

/** A promise of the next event's arguments; an `error` event rejects it. */
export async function once(emitter: Source, name: PropertyKey, options: { signal?: Signal } = {}): Promise<unknown[]> {
  validateObject(options, "options");
  const { signal } = options;
  validateAbortSignal(signal, "options.signal");
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  return new Promise((resolve, reject) => {
    const onError = (error: unknown): void => {
      if (typeof (emitter as EventEmitter).removeListener === "function") (emitter as EventEmitter).removeListener(name, onEvent);
      signal?.removeEventListener("abort", onAbort);
      reject(error);
    };
    const onEvent = (...args: unknown[]): void => {
      if (typeof (emitter as EventEmitter).removeListener === "function") (emitter as EventEmitter).removeListener("error", onError);
      signal?.removeEventListener("abort", onAbort);
      resolve(args);
    };
    const onAbort = (): void => {
      unlisten(emitter, name, onEvent);
      if (isEmitter(emitter)) unlisten(emitter, "error", onError);
      reject(new AbortError(undefined, { cause: signal?.reason }));
    };
    listen(emitter, name, onEvent, true);
    if (name !== "error" && typeof (emitter as EventEmitter).once === "function") (emitter as EventEmitter).once("error", onError);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

interface OnOptions {
  signal?: Signal;
  close?: string[];
  highWaterMark?: number;
  highWatermark?: number;
  lowWaterMark?: number;
  lowWatermark?: number;
}
interface Waiting {
  resolve(result: IteratorResult<unknown[], undefined>): void;
  reject(error: unknown): void;
}

/** An async iterator over the arguments of every further event. */
export function on(emitter: Source, event: PropertyKey, options: OnOptions = {}): AsyncIterableIterator<unknown[]> {
  validateObject(options, "options");
  validateAbortSignal(options.signal, "options.signal");
  if (options.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
  const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  validateInteger(high, "options.highWaterMark", 1);
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(low, "options.lowWaterMark", 1);
  return new EventIterator(emitter, event, options, high, low).start();
}

const asyncIteratorPrototype: object = Object.getPrototypeOf(
  Object.getPrototypeOf(async function* (): AsyncGenerator<never> {}.prototype as object) as object,
) as object;

class EventIterator {
  #source: Source;
  #event: PropertyKey;
  #signal: Signal | undefined;
  #closers: string[];
  #high: number;
  #low: number;
  #events: unknown[][] = [];
  #waiting: Waiting[] = [];
  #paused = false;
  #finished = false;
  #error: unknown;
  #removals: (() => void)[] = [];

  constructor(source: Source, event: PropertyKey, options: OnOptions, high: number, low: number) {
    this.#source = source;
    this.#event = event;
    this.#signal = options.signal;
    this.#closers = options.close ?? [];
    this.#high = high;
    this.#low = low;
  }

  start(): AsyncIterableIterator<unknown[]> {
    const source = this.#source;
    const param = (source as unknown as Record<symbol, boolean>)[kFirstEventParam];
    const onEvent = param ? (arg: unknown): void => this.#push([arg]) : (...args: unknown[]): void => this.#push(args);
    this.#add(source, this.#event, onEvent as Listener);
    if (this.#event !== "error" && isEmitter(source)) this.#add(source, "error", ((error: unknown) => this.#fail(error)) as Listener);
    for (const name of this.#closers) this.#add(source, name, () => this.#close());
    if (this.#signal !== undefined) {
      const signal = this.#signal;
      const undo = addAbortListener(signal, () => this.#fail(new AbortError(undefined, { cause: signal.reason })));
      this.#removals.push(() => undo[Symbol.dispose]());
    }
    return this as unknown as AsyncIterableIterator<unknown[]>;
  }

  #add(source: Source, type: PropertyKey, listener: Listener): void {
    listen(source, type, listener, false);
    this.#removals.push(() => unlisten(source, type, listener));
  }

  #push(args: unknown[]): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting.resolve({ value: args, done: false });
      return;
    }
    this.#events.push(args);
    if (!this.#paused && this.#events.length > this.#high) {
      this.#paused = true;
      (this.#source as { pause?: () => void }).pause?.();
    }
  }

  #fail(error: unknown): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting.reject(error);
    else this.#error = error;
    this.#close();
  }

  #close(): Promise<IteratorResult<unknown[], undefined>> {
    for (const remove of this.#removals.splice(0)) remove();
    this.#finished = true;
    for (const waiting of this.#waiting.splice(0)) waiting.resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<unknown[], undefined>> {
    if (this.#events.length > 0) {
      const value = this.#events.shift() as unknown[];
      if (this.#paused && this.#events.length < this.#low) {
        (this.#source as { resume?: () => void }).resume?.();
        this.#paused = false;
      }
      return Promise.resolve({ value, done: false });
    }
    if (this.#error) {
      const failed = Promise.reject(this.#error as Error);
      this.#error = null;
      return failed;
    }
    if (this.#finished) return this.#close();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<unknown[], undefined>> {
    return this.#close();
  }

  throw(error: unknown): void {
    if (!error || !(error instanceof Error)) {
      throw new codes.ERR_INVALID_ARG_TYPE!("EventEmitter.AsyncIterator", "Error", error);
    }
    this.#fail(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
Object.setPrototypeOf(EventIterator.prototype, asyncIteratorPrototype);

/** A copy of the listeners of an event. */
export function getEventListeners(source: Source, type: PropertyKey): Listener[] {
  if (typeof (source as EventEmitter).listeners === "function") return (source as EventEmitter).listeners(type);
  if (isTarget(source)) return eventListenersOf(source as never, String(type)) as unknown as Listener[];
  throw new codes.ERR_INVALID_ARG_TYPE!("emitter", ["EventEmitter", "EventTarget"], source);
}

export function getMaxListeners(source: Source): number {
  if (typeof (source as EventEmitter)?.getMaxListeners === "function") return emitterMaxListeners(source as EventEmitter);
  if (isTarget(source)) return targetLimits.get(source) ?? (isSignal(source) ? 0 : 10);
  throw new codes.ERR_INVALID_ARG_TYPE!("emitter", ["EventEmitter", "EventTarget"], source);
}

/** Signals collect listeners by design: they have no bound of their own. */
function isSignal(source: Target): boolean {
  return (source as unknown as Record<symbol, unknown>)[Symbol.toStringTag] === "AbortSignal";
}

export function setMaxListeners(n: number = 10, ...sources: Source[]): void {
  validateNumber(n, "setMaxListeners", 0);
  if (sources.length === 0) {
    setDefaultMaxListeners(n);
    return;
  }
  for (const source of sources) {
    if (typeof (source as EventEmitter).setMaxListeners === "function") (source as EventEmitter).setMaxListeners(n);
    else if (isTarget(source)) targetLimits.set(source, n);
    else throw new codes.ERR_INVALID_ARG_TYPE!("eventTargets", ["EventEmitter", "EventTarget"], source);
  }
}
