// The events that carry data of their own: messages, errors, rejections, progress, closing.
//
// Each follows the same pattern: the dictionary is read once, in the constructor.

import { Event, type EventInit } from "waypost-internal:web/events/event";
import {
  invalidThis,
  requireArguments,
  shapeInterface,
} from "waypost-internal:internal/web_interface/web_interface";

export interface MessageEventInit extends EventInit {
  data?: unknown;
  origin?: string;
  lastEventId?: string;
  source?: object | null;
  ports?: Iterable<object>;
}

// https://html.spec.whatwg.org/#messageevent
export class MessageEvent extends Event {
  #data: unknown;
  #origin: string;
  #lastEventId: string;
  #source: object | null;
  #ports: readonly object[];

  constructor(type: string, init: MessageEventInit | undefined = undefined) {
    requireArguments(arguments.length, 1, "MessageEvent");
    super(type, init);
    const data = init?.data;
    this.#data = data === undefined ? null : data;
    this.#lastEventId = toText(init?.lastEventId);
    this.#origin = toText(init?.origin);
    this.#ports = Object.freeze(init?.ports === undefined ? [] : [...init.ports]);
    this.#source = init?.source ?? null;
  }

  get data(): unknown {
    if (!(#data in this)) throw invalidThis("MessageEvent");
    return this.#data;
  }

  get origin(): string {
    if (!(#data in this)) throw invalidThis("MessageEvent");
    return this.#origin;
  }

  get lastEventId(): string {
    if (!(#data in this)) throw invalidThis("MessageEvent");
    return this.#lastEventId;
  }

  get source(): object | null {
    if (!(#data in this)) throw invalidThis("MessageEvent");
    return this.#source;
  }

  get ports(): readonly object[] {
    if (!(#data in this)) throw invalidThis("MessageEvent");
    return this.#ports;
  }

  // https://html.spec.whatwg.org/#dom-messageevent-initmessageevent
  initMessageEvent(
    type: string,
    bubbles: boolean = false,
    cancelable: boolean = false,
    data: unknown = null,
    origin: string = "",
    lastEventId: string = "",
    source: object | null = null,
    ports: Iterable<object> = [],
  ): void {
    if (!(#data in this)) throw invalidThis("MessageEvent");
    requireArguments(arguments.length, 1, "MessageEvent.initMessageEvent");
    this.initEvent(type, bubbles, cancelable);
    this.#data = data;
    this.#origin = `${origin}`;
    this.#lastEventId = `${lastEventId}`;
    this.#source = source;
    this.#ports = Object.freeze([...ports]);
  }
}

export interface ErrorEventInit extends EventInit {
  message?: string;
  filename?: string;
  lineno?: number;
  colno?: number;
  error?: unknown;
}

// https://html.spec.whatwg.org/#errorevent
export class ErrorEvent extends Event {
  #message: string;
  #filename: string;
  #lineno: number;
  #colno: number;
  #error: unknown;

  constructor(type: string, init: ErrorEventInit | undefined = undefined) {
    requireArguments(arguments.length, 1, "ErrorEvent");
    super(type, init);
    this.#colno = toUnsigned(init?.colno);
    this.#error = init?.error;
    this.#filename = toText(init?.filename);
    this.#lineno = toUnsigned(init?.lineno);
    this.#message = toText(init?.message);
  }

  get message(): string {
    if (!(#message in this)) throw invalidThis("ErrorEvent");
    return this.#message;
  }

  get filename(): string {
    if (!(#message in this)) throw invalidThis("ErrorEvent");
    return this.#filename;
  }

  get lineno(): number {
    if (!(#message in this)) throw invalidThis("ErrorEvent");
    return this.#lineno;
  }

  get colno(): number {
    if (!(#message in this)) throw invalidThis("ErrorEvent");
    return this.#colno;
  }

  get error(): unknown {
    if (!(#message in this)) throw invalidThis("ErrorEvent");
    return this.#error;
  }
}

export interface PromiseRejectionEventInit extends EventInit {
  promise: Promise<unknown>;
  reason?: unknown;
}

// https://html.spec.whatwg.org/#promiserejectionevent
export class PromiseRejectionEvent extends Event {
  #promise: object;
  #reason: unknown;

  constructor(type: string, init: PromiseRejectionEventInit) {
    requireArguments(arguments.length, 2, "PromiseRejectionEvent");
    super(type, init);
    const promise = init?.promise;
    if ((typeof promise !== "object" && typeof promise !== "function") || promise === null) {
      throw new TypeError("PromiseRejectionEvent: eventInitDict.promise is required");
    }
    this.#promise = promise;
    this.#reason = init.reason;
  }

  get promise(): object {
    if (!(#promise in this)) throw invalidThis("PromiseRejectionEvent");
    return this.#promise;
  }

  get reason(): unknown {
    if (!(#promise in this)) throw invalidThis("PromiseRejectionEvent");
    return this.#reason;
  }
}

export interface ProgressEventInit extends EventInit {
  lengthComputable?: boolean;
  loaded?: number;
  total?: number;
}

// https://xhr.spec.whatwg.org/#interface-progressevent
export class ProgressEvent extends Event {
  #lengthComputable: boolean;
  #loaded: number;
  #total: number;

  constructor(type: string, init: ProgressEventInit | undefined = undefined) {
    requireArguments(arguments.length, 1, "ProgressEvent");
    super(type, init);
    this.#lengthComputable = Boolean(init?.lengthComputable);
    this.#loaded = toCount(init?.loaded);
    this.#total = toCount(init?.total);
  }

  get lengthComputable(): boolean {
    if (!(#loaded in this)) throw invalidThis("ProgressEvent");
    return this.#lengthComputable;
  }

  get loaded(): number {
    if (!(#loaded in this)) throw invalidThis("ProgressEvent");
    return this.#loaded;
  }

  get total(): number {
    if (!(#loaded in this)) throw invalidThis("ProgressEvent");
    return this.#total;
  }
}

export interface CloseEventInit extends EventInit {
  wasClean?: boolean;
  code?: number;
  reason?: string;
}

// https://websockets.spec.whatwg.org/#the-closeevent-interface
export class CloseEvent extends Event {
  #wasClean: boolean;
  #code: number;
  #reason: string;

  constructor(type: string, init: CloseEventInit | undefined = undefined) {
    requireArguments(arguments.length, 1, "CloseEvent");
    super(type, init);
    this.#code = toUnsigned(init?.code) & 0xffff;
    this.#reason = toText(init?.reason).toWellFormed();
    this.#wasClean = Boolean(init?.wasClean);
  }

  get wasClean(): boolean {
    if (!(#code in this)) throw invalidThis("CloseEvent");
    return this.#wasClean;
  }

  get code(): number {
    if (!(#code in this)) throw invalidThis("CloseEvent");
    return this.#code;
  }

  get reason(): string {
    if (!(#code in this)) throw invalidThis("CloseEvent");
    return this.#reason;
  }
}

shapeInterface(MessageEvent, "MessageEvent");
shapeInterface(ErrorEvent, "ErrorEvent");
shapeInterface(PromiseRejectionEvent, "PromiseRejectionEvent");
shapeInterface(ProgressEvent, "ProgressEvent");
shapeInterface(CloseEvent, "CloseEvent");

function toText(value: unknown): string {
  return value === undefined ? "" : `${value as string}`;
}

// https://webidl.spec.whatwg.org/#es-unsigned-long
function toUnsigned(value: unknown): number {
  return value === undefined ? 0 : Number(value) >>> 0;
}

function toCount(value: unknown): number {
  const number = value === undefined ? 0 : Math.trunc(Number(value));
  return Number.isFinite(number) ? number : 0;
}
