// Event and CustomEvent: what travels through a dispatch.
// https://dom.spec.whatwg.org/#interface-event
//
// There is no tree: an event's path is its target or empty, so nothing here walks parents.

import { performance } from "waypost-internal:web/performance/performance";
import {
  defineConstants,
  INSPECT,
  type Inspect,
  invalidThis,
  requireArguments,
  shapeInterface,
  toDictionary,
} from "waypost-internal:internal/web_interface/web_interface";

const NONE = 0;
const AT_TARGET = 2;

const STOP_PROPAGATION = 1;
const STOP_IMMEDIATE = 2;
const CANCELED = 4;
const IN_PASSIVE_LISTENER = 8;
const DISPATCHING = 16;
const BUBBLES = 32;
const CANCELABLE = 64;
const COMPOSED = 128;
const INITIALIZED = 256;
const TRUSTED = 512;

export interface EventInit {
  bubbles?: boolean;
  cancelable?: boolean;
  composed?: boolean;
}

/** What dispatch may do to an event; assigned by the class below, which owns the slots. */
export interface EventAccess {
  begin(event: Event, target: object): void;
  end(event: Event): void;
  enterListener(event: Event, passive: boolean): void;
  leaveListener(event: Event): void;
  isEvent(value: unknown): value is Event;
  isDispatching(event: Event): boolean;
  isPropagationStopped(event: Event): boolean;
  isImmediateStopped(event: Event): boolean;
  isCanceled(event: Event): boolean;
  cancel(event: Event): void;
  setTrusted(event: Event, trusted: boolean): void;
}

let access: EventAccess;
let isTrusted: (event: object) => boolean;

/** `isTrusted` is an own property of each event, so that no prototype can lie about it. */
const IS_TRUSTED: PropertyDescriptor = {
  get: Object.getOwnPropertyDescriptor(
    {
      get isTrusted(): boolean {
        return isTrusted(this);
      },
    },
    "isTrusted",
  )?.get,
  set: undefined,
  enumerable: true,
  configurable: false,
};

export class Event {
  declare readonly isTrusted: boolean;
  #type: string;
  #flags: number;
  #target: object | null = null;
  #currentTarget: object | null = null;
  #timeStamp: number;

  constructor(type: string, init: EventInit | undefined = undefined) {
    requireArguments(arguments.length, 1, "Event");
    this.#type = `${type}`;
    let flags = INITIALIZED;
    const options = toDictionary(init, "Event: eventInitDict");
    if (options !== undefined) {
      if (options.bubbles) flags |= BUBBLES;
      if (options.cancelable) flags |= CANCELABLE;
      if (options.composed) flags |= COMPOSED;
    }
    this.#flags = flags;
    this.#timeStamp = performance.now();
    Object.defineProperty(this, "isTrusted", IS_TRUSTED);
  }

  get type(): string {
    if (!(#type in this)) throw invalidThis("Event");
    return this.#type;
  }

  get target(): object | null {
    if (!(#type in this)) throw invalidThis("Event");
    return this.#target;
  }

  get srcElement(): object | null {
    if (!(#type in this)) throw invalidThis("Event");
    return this.#target;
  }

  get currentTarget(): object | null {
    if (!(#type in this)) throw invalidThis("Event");
    return this.#currentTarget;
  }

  // https://dom.spec.whatwg.org/#dom-event-composedpath
  composedPath(): object[] {
    if (!(#type in this)) throw invalidThis("Event");
    return this.#currentTarget === null ? [] : [this.#currentTarget];
  }

  get eventPhase(): number {
    if (!(#type in this)) throw invalidThis("Event");
    return this.#flags & DISPATCHING && this.#currentTarget !== null ? AT_TARGET : NONE;
  }

  stopPropagation(): void {
    if (!(#type in this)) throw invalidThis("Event");
    this.#flags |= STOP_PROPAGATION;
  }

  get cancelBubble(): boolean {
    if (!(#type in this)) throw invalidThis("Event");
    return (this.#flags & STOP_PROPAGATION) !== 0;
  }

  set cancelBubble(value: boolean) {
    if (!(#type in this)) throw invalidThis("Event");
    if (value) this.#flags |= STOP_PROPAGATION;
  }

  stopImmediatePropagation(): void {
    if (!(#type in this)) throw invalidThis("Event");
    this.#flags |= STOP_PROPAGATION | STOP_IMMEDIATE;
  }

  get bubbles(): boolean {
    if (!(#type in this)) throw invalidThis("Event");
    return (this.#flags & BUBBLES) !== 0;
  }

  get cancelable(): boolean {
    if (!(#type in this)) throw invalidThis("Event");
    return (this.#flags & CANCELABLE) !== 0;
  }

  get returnValue(): boolean {
    if (!(#type in this)) throw invalidThis("Event");
    return (this.#flags & CANCELED) === 0;
  }

  set returnValue(value: boolean) {
    if (!(#type in this)) throw invalidThis("Event");
    if (!value) this.#cancel();
  }

  preventDefault(): void {
    if (!(#type in this)) throw invalidThis("Event");
    this.#cancel();
  }

  get defaultPrevented(): boolean {
    if (!(#type in this)) throw invalidThis("Event");
    return (this.#flags & CANCELED) !== 0;
  }

  get composed(): boolean {
    if (!(#type in this)) throw invalidThis("Event");
    return (this.#flags & COMPOSED) !== 0;
  }

  get timeStamp(): number {
    if (!(#type in this)) throw invalidThis("Event");
    return this.#timeStamp;
  }

  // https://dom.spec.whatwg.org/#dom-event-initevent
  initEvent(type: string, bubbles: boolean = false, cancelable: boolean = false): void {
    if (!(#type in this)) throw invalidThis("Event");
    requireArguments(arguments.length, 1, "Event.initEvent");
    const name = `${type}`;
    if (this.#flags & DISPATCHING) return;
    this.#type = name;
    this.#target = null;
    this.#flags =
      INITIALIZED | (bubbles ? BUBBLES : 0) | (cancelable ? CANCELABLE : 0) | (this.#flags & COMPOSED);
  }

  // https://dom.spec.whatwg.org/#set-the-canceled-flag
  #cancel(): void {
    if (this.#flags & CANCELABLE && !(this.#flags & IN_PASSIVE_LISTENER)) this.#flags |= CANCELED;
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): string {
    const name = this.constructor?.name ?? "Event";
    if (depth < 0) return name;
    const shown = {
      type: this.#type,
      defaultPrevented: this.defaultPrevented,
      cancelable: this.cancelable,
      timeStamp: this.#timeStamp,
    };
    return `${name} ${inspect(shown, options)}`;
  }

  static {
    access = {
      begin(event: Event, target: object): void {
        event.#flags |= DISPATCHING;
        event.#target = target;
        event.#currentTarget = target;
      },
      end(event: Event): void {
        event.#flags &= ~(DISPATCHING | STOP_PROPAGATION | STOP_IMMEDIATE);
        event.#currentTarget = null;
      },
      enterListener(event: Event, passive: boolean): void {
        if (passive) event.#flags |= IN_PASSIVE_LISTENER;
      },
      leaveListener(event: Event): void {
        event.#flags &= ~IN_PASSIVE_LISTENER;
      },
      isEvent(value: unknown): value is Event {
        return typeof value === "object" && value !== null && #type in value;
      },
      isDispatching: (event: Event): boolean => (event.#flags & DISPATCHING) !== 0,
      isPropagationStopped: (event: Event): boolean => (event.#flags & STOP_PROPAGATION) !== 0,
      isImmediateStopped: (event: Event): boolean => (event.#flags & STOP_IMMEDIATE) !== 0,
      isCanceled: (event: Event): boolean => (event.#flags & CANCELED) !== 0,
      cancel: (event: Event): void => event.#cancel(),
      setTrusted(event: Event, trusted: boolean): void {
        event.#flags = trusted ? event.#flags | TRUSTED : event.#flags & ~TRUSTED;
      },
    };
    isTrusted = (event: object): boolean => {
      if (!(#type in event)) throw invalidThis("Event");
      return (event.#flags & TRUSTED) !== 0;
    };
  }
}

shapeInterface(Event, "Event");
defineConstants(Event, { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 });

/** The slots of events, for the dispatch in this folder. */
export const eventAccess: EventAccess = access;

export interface CustomEventInit extends EventInit {
  detail?: unknown;
}

// https://dom.spec.whatwg.org/#interface-customevent
export class CustomEvent extends Event {
  #detail: unknown;

  constructor(type: string, init: CustomEventInit | undefined = undefined) {
    requireArguments(arguments.length, 1, "CustomEvent");
    super(type, init);
    const detail = init?.detail;
    this.#detail = detail === undefined ? null : detail;
  }

  get detail(): unknown {
    if (!(#detail in this)) throw invalidThis("CustomEvent");
    return this.#detail;
  }

  initCustomEvent(
    type: string,
    bubbles: boolean = false,
    cancelable: boolean = false,
    detail: unknown = null,
  ): void {
    if (!(#detail in this)) throw invalidThis("CustomEvent");
    requireArguments(arguments.length, 1, "CustomEvent.initCustomEvent");
    if (eventAccess.isDispatching(this)) return;
    this.initEvent(type, bubbles, cancelable);
    this.#detail = detail;
  }
}

shapeInterface(CustomEvent, "CustomEvent");
