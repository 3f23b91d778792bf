// EventTarget: the listener list and the dispatch over it.
// https://dom.spec.whatwg.org/#interface-eventtarget
//
// Without a tree the path is the target alone: capturing listeners run first, the others after
// them. A listener that throws is reported and stops nobody.

import { addAbortAlgorithm, isAborted, removeAbortAlgorithm } from "waypost-internal:web/abort/abort";
import type { AbortSignal } from "waypost-internal:web/abort/abort";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { type Event, eventAccess } from "waypost-internal:web/events/event";
import {
  codedTypeError,
  invalidThis,
  requireArguments,
  shapeInterface,
} from "waypost-internal:internal/web_interface/web_interface";
import { reportError } from "waypost-internal:web/microtask/microtask";

export type EventListener = (event: Event) => unknown;
export interface EventListenerObject {
  handleEvent(event: Event): unknown;
}
export type EventListenerLike = EventListener | EventListenerObject;

export interface AddEventListenerOptions {
  capture?: boolean;
  once?: boolean;
  passive?: boolean;
  signal?: AbortSignal;
}

interface Listener {
  callback: EventListenerLike;
  capture: boolean;
  once: boolean;
  passive: boolean;
  removed: boolean;
  signal: AbortSignal | undefined;
  /** What `signal` runs; kept so that removing the listener lets go of it. */
  onAbort: (() => void) | undefined;
}

/** An `onabort`-like attribute's value and the listener that stands for it in the list. */
interface Handler {
  value: EventListener | null;
  listener: EventListener;
}

/** Told when the listeners of a type come and go; keeps an abort signal alive, for one. */
export type ListenersChanged = (target: EventTarget, type: string, count: number) => void;

interface TargetAccess {
  isTarget(value: unknown): value is EventTarget;
  listeners(target: EventTarget, type: string): Listener[] | undefined;
  handlers(target: EventTarget): Map<string, Handler>;
  dispatch(target: EventTarget, event: Event): boolean;
  watch(target: EventTarget, changed: ListenersChanged): void;
}

let access: TargetAccess;

/** What listens to a type, for `getEventListeners` of node:events. */
export function eventListenersOf(target: unknown, type: string): EventListenerLike[] {
  if (!access.isTarget(target)) return [];
  return (access.listeners(target, type) ?? []).map((listener) => listener.callback);
}

export class EventTarget {
  #listeners: Map<string, Listener[]> | undefined = undefined;
  #handlers: Map<string, Handler> | undefined = undefined;
  #changed: ListenersChanged | undefined = undefined;

  // https://dom.spec.whatwg.org/#dom-eventtarget-addeventlistener
  addEventListener(
    type: string,
    callback: EventListenerLike | null,
    options: AddEventListenerOptions | boolean | undefined = undefined,
  ): void {
    if (!(#listeners in this)) throw invalidThis("EventTarget");
    requireArguments(arguments.length, 2, "EventTarget.addEventListener");
    const name = `${type}`;
    checkCallback(callback);
    const listener = makeListener(callback, options);
    if (listener === undefined) return;
    this.#add(name, listener);
  }

  #add(type: string, listener: Listener): void {
    const signal = listener.signal;
    this.#listeners ??= new Map();
    let list = this.#listeners.get(type);
    if (list === undefined) {
      this.#listeners.set(type, (list = []));
    } else if (indexOf(list, listener.callback, listener.capture) !== -1) {
      return;
    }
    list.push(listener);
    if (signal !== undefined) {
      listener.onAbort = (): void => this.#remove(type, listener);
      addAbortAlgorithm(signal, listener.onAbort);
    }
    this.#changed?.(this, type, list.length);
  }

  // https://dom.spec.whatwg.org/#dom-eventtarget-removeeventlistener
  removeEventListener(
    type: string,
    callback: EventListenerLike | null,
    options: AddEventListenerOptions | boolean | undefined = undefined,
  ): void {
    if (!(#listeners in this)) throw invalidThis("EventTarget");
    requireArguments(arguments.length, 2, "EventTarget.removeEventListener");
    const name = `${type}`;
    checkCallback(callback);
    const capture = flattenCapture(options);
    const list = this.#listeners?.get(name);
    if (list === undefined || callback == null) return;
    const index = indexOf(list, callback, capture);
    if (index !== -1) this.#remove(name, list[index] as Listener);
  }

  // https://dom.spec.whatwg.org/#remove-an-event-listener
  #remove(type: string, listener: Listener): void {
    if (listener.removed) return;
    listener.removed = true;
    if (listener.onAbort !== undefined && listener.signal !== undefined) {
      removeAbortAlgorithm(listener.signal, listener.onAbort);
    }
    const list = this.#listeners?.get(type);
    if (list === undefined) return;
    const index = list.indexOf(listener);
    if (index === -1) return;
    if (list.length === 1) {
      this.#listeners?.delete(type);
    } else {
      // A dispatch may be walking the old array: leave it as it is.
      this.#listeners?.set(type, list.toSpliced(index, 1));
    }
    this.#changed?.(this, type, list.length - 1);
  }

  // https://dom.spec.whatwg.org/#dom-eventtarget-dispatchevent
  dispatchEvent(event: Event): boolean {
    if (!(#listeners in this)) throw invalidThis("EventTarget");
    requireArguments(arguments.length, 1, "EventTarget.dispatchEvent");
    if (!eventAccess.isEvent(event)) {
      throw codedTypeError(
        "ERR_INVALID_ARG_TYPE",
        'The "event" argument must be an instance of Event',
      );
    }
    if (eventAccess.isDispatching(event)) {
      throw new DOMException("The event is already being dispatched", "InvalidStateError");
    }
    eventAccess.setTrusted(event, false);
    return this.#dispatch(event);
  }

  // https://dom.spec.whatwg.org/#concept-event-dispatch
  #dispatch(event: Event): boolean {
    eventAccess.begin(event, this);
    const list = this.#listeners?.get(event.type);
    if (list !== undefined && !eventAccess.isPropagationStopped(event)) {
      // Listeners added from here on are not called: only as many as there are now.
      const count = list.length;
      if (this.#invoke(event, list, count, true) && !eventAccess.isPropagationStopped(event)) {
        this.#invoke(event, list, count, false);
      }
    }
    eventAccess.end(event);
    return !eventAccess.isCanceled(event);
  }

  // https://dom.spec.whatwg.org/#concept-event-listener-inner-invoke
  #invoke(event: Event, list: Listener[], count: number, capture: boolean): boolean {
    for (let index = 0; index < count; index++) {
      const listener = list[index] as Listener;
      if (listener.capture !== capture || listener.removed) continue;
      if (listener.once) this.#remove(event.type, listener);
      eventAccess.enterListener(event, listener.passive);
      callListener(listener.callback, this, event);
      eventAccess.leaveListener(event);
      if (eventAccess.isImmediateStopped(event)) return false;
    }
    return true;
  }

  static {
    access = {
      isTarget(value: unknown): value is EventTarget {
        return typeof value === "object" && value !== null && #listeners in value;
      },
      listeners: (target: EventTarget, type: string): Listener[] | undefined =>
        target.#listeners?.get(type),
      handlers: (target: EventTarget): Map<string, Handler> => (target.#handlers ??= new Map()),
      dispatch: (target: EventTarget, event: Event): boolean => target.#dispatch(event),
      watch(target: EventTarget, changed: ListenersChanged): void {
        target.#changed = changed;
      },
    };
  }
}

shapeInterface(EventTarget, "EventTarget");

const addListener = EventTarget.prototype.addEventListener;
const removeListener = EventTarget.prototype.removeEventListener;

function checkCallback(callback: unknown): void {
  if (callback == null || typeof callback === "function" || typeof callback === "object") return;
  throw codedTypeError(
    "ERR_INVALID_ARG_TYPE",
    'The "listener" argument must be a function or an object with a handleEvent method',
  );
}

// https://dom.spec.whatwg.org/#concept-flatten-options
function flattenCapture(options: AddEventListenerOptions | boolean | undefined): boolean {
  if (typeof options === "object" || typeof options === "function") {
    return options === null ? false : Boolean((options as AddEventListenerOptions).capture);
  }
  return Boolean(options);
}

/**
 * The listener that options ask for, or nothing when there is none to add.
 * https://dom.spec.whatwg.org/#event-flatten-more
 */
function makeListener(
  callback: EventListenerLike | null,
  options: AddEventListenerOptions | boolean | undefined,
): Listener | undefined {
  const capture = flattenCapture(options);
  let once = false;
  let passive = false;
  let signal: AbortSignal | undefined;
  if ((typeof options === "object" || typeof options === "function") && options !== null) {
    const bag = options as AddEventListenerOptions;
    once = Boolean(bag.once);
    passive = Boolean(bag.passive);
    signal = bag.signal;
    // Throws when it is not a signal, as the conversion of the dictionary would.
    if (signal !== undefined && isAborted(signal)) return undefined;
  }
  if (callback == null) return undefined;
  return { callback, capture, once, passive, removed: false, signal, onAbort: undefined };
}

function indexOf(list: Listener[], callback: EventListenerLike, capture: boolean): number {
  for (let index = 0; index < list.length; index++) {
    const listener = list[index] as Listener;
    if (listener.callback === callback && listener.capture === capture) return index;
  }
  return -1;
}

// https://webidl.spec.whatwg.org/#call-a-user-objects-operation
function callListener(callback: EventListenerLike, target: EventTarget, event: Event): void {
  try {
    if (typeof callback === "function") {
      Reflect.apply(callback, target, [event]);
      return;
    }
    const method = callback.handleEvent;
    if (typeof method !== "function") {
      throw new TypeError("the handleEvent member of an event listener is not a function");
    }
    Reflect.apply(method, callback, [event]);
  } catch (error) {
    reportError(error);
  }
}

/** Whether `value` is an EventTarget of this realm. */
export function isEventTarget(value: unknown): value is EventTarget {
  return access.isTarget(value);
}

/** Dispatches an event as the runtime itself does: `isTrusted` is true. */
export function dispatchTrusted(target: EventTarget, event: Event): boolean {
  eventAccess.setTrusted(event, true);
  return access.dispatch(target, event);
}

/** The callbacks registered for `type`, for `events.getEventListeners`. */
export function listenersOf(target: EventTarget, type: string): EventListenerLike[] {
  return access.listeners(target, type)?.map((listener) => listener.callback) ?? [];
}

/** Calls `changed` whenever a listener of `target` is added or removed; one watcher per target. */
export function watchListeners(target: EventTarget, changed: ListenersChanged): void {
  access.watch(target, changed);
}

/**
 * Defines an event handler attribute such as `onabort` on an interface's prototype.
 * https://html.spec.whatwg.org/#event-handler-idl-attributes
 */
export function defineEventHandler(prototype: object, attribute: `on${string}`): void {
  const type = attribute.slice(2);
  const accessor = {
    get [attribute](): EventListener | null {
      if (!access.isTarget(this)) throw invalidThis("EventTarget");
      return access.handlers(this).get(type)?.value ?? null;
    },
    set [attribute](value: unknown) {
      if (!access.isTarget(this)) throw invalidThis("EventTarget");
      setHandler(this, type, value);
    },
  };
  const descriptor = Object.getOwnPropertyDescriptor(accessor, attribute) as PropertyDescriptor;
  Object.defineProperty(prototype, attribute, descriptor);
}

// A handler keeps its place among the listeners while it is replaced, and loses it when cleared.
function setHandler(target: EventTarget, type: string, value: unknown): void {
  const handlers = access.handlers(target);
  const known = handlers.get(type);
  // [LegacyTreatNonObjectAsNull]: an object that is not callable is kept and never called.
  const isObject = typeof value === "object" ? value !== null : typeof value === "function";
  if (!isObject) {
    if (known === undefined) return;
    handlers.delete(type);
    known.value = null;
    removeListener.call(target, type, known.listener);
    return;
  }
  if (known !== undefined) {
    known.value = value as EventListener;
    return;
  }
  const handler: Handler = { value: value as EventListener, listener: callHandler };
  function callHandler(this: unknown, event: Event): void {
    if (typeof handler.value !== "function") return;
    // https://html.spec.whatwg.org/#the-event-handler-processing-algorithm
    const result = Reflect.apply(handler.value, this, [event]);
    if (result === false) eventAccess.cancel(event);
  }
  handlers.set(type, handler);
  addListener.call(target, type, callHandler);
}
