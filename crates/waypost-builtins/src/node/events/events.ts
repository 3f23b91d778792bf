// node:events. `EventEmitter` is a function, not a class, because packages call it on their own objects
// (`EventEmitter.call(this)`) and inherit from its prototype without `class`.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateBoolean, validateFunction, validateNumber, validateObject } from "waypost-internal:internal/validators/validators";
import { inspect } from "waypost-internal:node/util/inspect";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { process } from "waypost-internal:node/process/process";
import { addAbortListener, once, on, getEventListeners, getMaxListeners, setMaxListeners } from "waypost-internal:node/events/statics";
import { EventEmitterAsyncResource } from "waypost-internal:node/events/async_resource";

/** A listener of any event. */
export type Listener = (this: unknown, ...args: never[]) => unknown;
type ListenerSlot = (Listener & { listener?: Listener }) | ListenerList;
type ListenerList = (Listener & { listener?: Listener })[] & { warned?: boolean };
type Events = Record<PropertyKey, ListenerSlot | undefined>;

/** An object with Node's emitter methods. */
export interface EventEmitter {
  _events: Events | undefined;
  _eventsCount: number;
  _maxListeners: number | undefined;
  setMaxListeners(n: number): this;
  getMaxListeners(): number;
  emit(type: PropertyKey, ...args: unknown[]): boolean;
  addListener(type: PropertyKey, listener: Listener): this;
  on(type: PropertyKey, listener: Listener): this;
  prependListener(type: PropertyKey, listener: Listener): this;
  once(type: PropertyKey, listener: Listener): this;
  prependOnceListener(type: PropertyKey, listener: Listener): this;
  removeListener(type: PropertyKey, listener: Listener): this;
  off(type: PropertyKey, listener: Listener): this;
  removeAllListeners(type?: PropertyKey): this;
  listeners(type: PropertyKey): Listener[];
  rawListeners(type: PropertyKey): Listener[];
  listenerCount(type: PropertyKey, listener?: Listener): number;
  eventNames(): PropertyKey[];
}

interface EmitterOptions {
  captureRejections?: boolean;
}

const kCapture: unique symbol = Symbol("kCapture");
const kShapeMode: unique symbol = Symbol("shapeMode");
export const errorMonitor: unique symbol = Symbol("events.errorMonitor");
export const captureRejectionSymbol: symbol = Symbol.for("nodejs.rejection");

interface Inner extends EventEmitter {
  [kCapture]: boolean;
  [kShapeMode]: boolean;
}

let defaultMax = 10;

interface EmitterConstructor {
  new (options?: EmitterOptions): EventEmitter;
  (this: unknown, options?: EmitterOptions): void;
  prototype: EventEmitter;
  init(this: EventEmitter, options?: EmitterOptions): void;
  defaultMaxListeners: number;
}

export const EventEmitter: EmitterConstructor = function EventEmitter(this: EventEmitter, options?: EmitterOptions): void {
  EventEmitter.init.call(this, options);
} as unknown as EmitterConstructor;

Object.defineProperty(EventEmitter, "name", { value: "EventEmitter", configurable: true });

EventEmitter.init = function (this: EventEmitter, options?: EmitterOptions): void {
  const self = this as Inner;
  if (self._events === undefined || self._events === (Object.getPrototypeOf(self) as EventEmitter)._events) {
    self._events = noEvents();
    self._eventsCount = 0;
  }
  self._maxListeners = self._maxListeners || undefined;
  self[kShapeMode] = false;
  if (options?.captureRejections) {
    validateBoolean(options.captureRejections, "options.captureRejections");
    self[kCapture] = Boolean(options.captureRejections);
  } else {
    self[kCapture] = (prototype as Inner)[kCapture];
  }
};

function noEvents(): Events {
  return Object.create(null) as Events;
}

function checkListener(listener: unknown): void {
  validateFunction(listener, "listener");
}

function maxListenersOf(emitter: EventEmitter): number {
  return emitter._maxListeners === undefined ? defaultMax : emitter._maxListeners;
}

const prototype: EventEmitter = EventEmitter.prototype;
prototype._events = undefined;
prototype._eventsCount = 0;
prototype._maxListeners = undefined;

prototype.setMaxListeners = function setMaxListeners(n: number): EventEmitter {
  validateNumber(n, "setMaxListeners", 0);
  this._maxListeners = n;
  return this;
} as EventEmitter["setMaxListeners"];

prototype.getMaxListeners = function getMaxListeners(): number {
  return maxListenersOf(this);
};

prototype.emit = function emit(this: EventEmitter, type: PropertyKey, ...args: unknown[]): boolean {
  const events = this._events;
  if (type === "error") {
    if (events !== undefined && events[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
    if (events === undefined || events.error === undefined) throwUnhandled(args[0]);
  }
  const slot = events === undefined ? undefined : events[type];
  if (slot === undefined) return false;
  if (typeof slot === "function") {
    const result = Reflect.apply(slot, this, args);
    if (result !== undefined && result !== null) watchRejection(this as Inner, result, type, args);
    return true;
  }
  const listeners = slot.slice();
  for (let i = 0; i < listeners.length; i++) {
    const result = Reflect.apply(listeners[i]!, this, args);
    if (result !== undefined && result !== null) watchRejection(this as Inner, result, type, args);
  }
  return true;
};

function throwUnhandled(error: unknown): never {
  if (error instanceof Error) throw error;
  let text: unknown;
  try {
    text = inspect(error);
  } catch {
    text = error;
  }
  const wrapped = new codes.ERR_UNHANDLED_ERROR!(text) as Error & { context?: unknown };
  wrapped.context = error;
  throw wrapped;
}

/** With `captureRejections`, a rejected promise of a listener is an `error` event. */
function watchRejection(emitter: Inner, result: unknown, type: PropertyKey, args: unknown[]): void {
  if (!emitter[kCapture]) return;
  try {
    const then = (result as { then?: unknown }).then;
    if (typeof then === "function") {
      then.call(result, undefined, (error: unknown) => {
        nextTick(reportRejection, emitter, error, type, args);
      });
    }
  } catch (error) {
    emitter.emit("error", error);
  }
}

function reportRejection(emitter: Inner, error: unknown, type: PropertyKey, args: unknown[]): void {
  const own = (emitter as unknown as Record<symbol, unknown>)[captureRejectionSymbol];
  if (typeof own === "function") {
    own.call(emitter, error, type, ...args);
    return;
  }
  const previous = emitter[kCapture];
  // A rejecting `error` listener must not come back here for ever.
  try {
    emitter[kCapture] = false;
    emitter.emit("error", error);
  } finally {
    emitter[kCapture] = previous;
  }
}

function add(target: EventEmitter, type: PropertyKey, listener: Listener & { listener?: Listener }, prepend: boolean): EventEmitter {
  checkListener(listener);
  let events = target._events;
  if (events === undefined) {
    events = target._events = noEvents();
    target._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    target.emit("newListener", type, listener.listener ?? listener);
    events = target._events as Events;
  }
  const slot = events[type];
  if (slot === undefined) {
    events[type] = listener;
    ++target._eventsCount;
    return target;
  }
  if (typeof slot === "function") {
    events[type] = (prepend ? [listener, slot] : [slot, listener]) as ListenerList;
  } else if (prepend) slot.unshift(listener);
  else slot.push(listener);
  const list = events[type] as ListenerList;
  const max = maxListenersOf(target);
  if (max > 0 && list.length > max && !list.warned) warnOfLeak(target, type, list, max);
  return target;
}

function warnOfLeak(target: EventEmitter, type: PropertyKey, list: ListenerList, max: number): void {
  list.warned = true;
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners added to ` +
      `${inspect(target, { depth: -1 })}. MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`,
  ) as Error & { emitter: unknown; type: PropertyKey; count: number };
  warning.name = "MaxListenersExceededWarning";
  warning.emitter = target;
  warning.type = type;
  warning.count = list.length;
  process.emitWarning(warning);
}

prototype.addListener = function addListener(type: PropertyKey, listener: Listener): EventEmitter {
  return add(this, type, listener, false);
} as EventEmitter["addListener"];

prototype.on = prototype.addListener;

prototype.prependListener = function prependListener(type: PropertyKey, listener: Listener): EventEmitter {
  return add(this, type, listener, true);
} as EventEmitter["prependListener"];

function onceWrapper(target: EventEmitter, type: PropertyKey, listener: Listener): Listener {
  let fired = false;
  const wrapped = function (...args: never[]): unknown {
    if (fired) return undefined;
    target.removeListener(type, wrapped);
    fired = true;
    return Reflect.apply(listener, target, args);
  } as Listener & { listener?: Listener };
  wrapped.listener = listener;
  return wrapped;
}

prototype.once = function once(type: PropertyKey, listener: Listener): EventEmitter {
  checkListener(listener);
  this.on(type, onceWrapper(this, type, listener));
  return this;
} as EventEmitter["once"];

prototype.prependOnceListener = function prependOnceListener(type: PropertyKey, listener: Listener): EventEmitter {
  checkListener(listener);
  this.prependListener(type, onceWrapper(this, type, listener));
  return this;
} as EventEmitter["prependOnceListener"];

prototype.removeListener = function removeListener(type: PropertyKey, listener: Listener): EventEmitter {
  checkListener(listener);
  const events = this._events;
  const slot = events?.[type];
  if (events === undefined || slot === undefined) return this;
  if (typeof slot === "function") {
    if (slot !== listener && slot.listener !== listener) return this;
    this._eventsCount -= 1;
    if (this._eventsCount === 0) this._events = noEvents();
    else {
      delete events[type];
      if (events.removeListener !== undefined) this.emit("removeListener", type, slot.listener ?? listener);
    }
    return this;
  }
  const position = slot.findLastIndex((one) => one === listener || one.listener === listener);
  if (position < 0) return this;
  if (position === 0) slot.shift();
  else slot.splice(position, 1);
  if (slot.length === 1) events[type] = slot[0];
  if (events.removeListener !== undefined) this.emit("removeListener", type, listener);
  return this;
} as EventEmitter["removeListener"];

prototype.off = prototype.removeListener;

prototype.removeAllListeners = function removeAllListeners(this: EventEmitter, type?: PropertyKey): EventEmitter {
  const events = this._events;
  if (events === undefined) return this;
  if (events.removeListener === undefined) {
    if (arguments.length === 0) {
      this._events = noEvents();
      this._eventsCount = 0;
    } else if (events[type!] !== undefined) {
      if (--this._eventsCount === 0) this._events = noEvents();
      else delete events[type!];
    }
    return this;
  }
  if (arguments.length === 0) {
    for (const key of Reflect.ownKeys(events)) {
      if (key !== "removeListener") this.removeAllListeners(key);
    }
    this.removeAllListeners("removeListener");
    this._events = noEvents();
    this._eventsCount = 0;
    return this;
  }
  const slot = events[type!];
  if (typeof slot === "function") this.removeListener(type!, slot);
  else if (slot !== undefined) {
    for (let i = slot.length - 1; i >= 0; i--) this.removeListener(type!, slot[i]!);
  }
  return this;
} as EventEmitter["removeAllListeners"];

function listenersOf(emitter: EventEmitter, type: PropertyKey, unwrap: boolean): Listener[] {
  const slot = emitter._events?.[type];
  if (slot === undefined) return [];
  if (typeof slot === "function") return unwrap ? [slot.listener ?? slot] : [slot];
  return unwrap ? slot.map((one) => one.listener ?? one) : slot.slice();
}

prototype.listeners = function listeners(type: PropertyKey): Listener[] {
  return listenersOf(this, type, true);
};

prototype.rawListeners = function rawListeners(type: PropertyKey): Listener[] {
  return listenersOf(this, type, false);
};

function listenerCountOf(this: EventEmitter, type: PropertyKey, listener?: Listener): number {
  const slot = this._events?.[type];
  if (slot === undefined) return 0;
  if (typeof slot === "function") {
    return listener == null || listener === slot || listener === slot.listener ? 1 : 0;
  }
  if (listener == null) return slot.length;
  return slot.filter((one) => one === listener || one.listener === listener).length;
}
Object.defineProperty(listenerCountOf, "name", { value: "listenerCount" });
prototype.listenerCount = listenerCountOf;

prototype.eventNames = function eventNames(): PropertyKey[] {
  return this._eventsCount > 0 ? Reflect.ownKeys(this._events as Events) : [];
};

/** Of an emitter, also one without the method, or of an event target. */
export function listenerCount(emitter: EventEmitter, type: PropertyKey): number {
  if (typeof emitter.listenerCount === "function") return emitter.listenerCount(type);
  if (typeof (emitter as { addEventListener?: unknown }).addEventListener === "function") return getEventListeners(emitter, type).length;
  return listenerCountOf.call(emitter, type);
}

export function init(this: EventEmitter, options?: EmitterOptions): void {
  EventEmitter.init.call(this, options);
}

/** Sets the bound for emitters that have none of their own. */
export function setDefaultMaxListeners(n: number): void {
  validateNumber(n, "defaultMaxListeners", 0);
  defaultMax = n;
}

export function getDefaultMaxListeners(): number {
  return defaultMax;
}

export const usingDomains: boolean = false;

Object.defineProperties(prototype, {
  [kCapture]: { value: false, writable: true, enumerable: false, configurable: true },
});

/** Statics that are plain values; those in other scripts are read when they are first used. */
function defineStatics(): void {
  const target = EventEmitter as unknown as Record<string, unknown>;
  Object.assign(target, { EventEmitter, captureRejectionSymbol, errorMonitor, usingDomains, listenerCount });
  Object.defineProperty(target, "default", { value: EventEmitter, writable: true, configurable: true });
  const lazy: Record<string, () => unknown> = {
    once: () => once,
    on: () => on,
    getEventListeners: () => getEventListeners,
    getMaxListeners: () => getMaxListeners,
    setMaxListeners: () => setMaxListeners,
    addAbortListener: () => addAbortListener,
    EventEmitterAsyncResource: () => EventEmitterAsyncResource,
  };
  for (const [name, read] of Object.entries(lazy)) {
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: true,
      get: read,
      set(value: unknown): void {
        Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
  Object.defineProperty(target, "defaultMaxListeners", {
    enumerable: true,
    get: getDefaultMaxListeners,
    set: setDefaultMaxListeners,
  });
  Object.defineProperty(target, "captureRejections", {
    enumerable: true,
    configurable: true,
    get: (): boolean => (prototype as Inner)[kCapture],
    set(value: boolean): void {
      validateBoolean(value, "EventEmitter.captureRejections");
      (prototype as Inner)[kCapture] = value;
    },
  });
}
defineStatics();

/** The bound of an emitter that is known to be one. */
export function emitterMaxListeners(emitter: EventEmitter): number {
  validateObject(emitter, "emitter");
  return maxListenersOf(emitter);
}

export const captureRejections: boolean = false;
export const defaultMaxListeners: number = 10;

export { once, on, getEventListeners, getMaxListeners, setMaxListeners, addAbortListener, EventEmitterAsyncResource };
export default EventEmitter;
