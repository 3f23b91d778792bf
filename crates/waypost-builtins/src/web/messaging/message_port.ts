// MessageChannel and MessagePort. https://html.spec.whatwg.org/multipage/web-messaging.html#message-channels
//
// A message arrives in a turn of the event loop of its own, in the async context in which its port was made, as on
// Node: a port that requests share gives none of them another's context.

import { current, runIn, type Frame } from "waypost-internal:internal/async_context/async_context";
import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { codedTypeError, illegalConstructor, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { Event, EventTarget, MessageEvent, defineEventHandler, dispatchTrusted } from "waypost-internal:web/events/events";
import { addNodeEvents } from "waypost-internal:web/messaging/node_events";
import { structuredClone } from "waypost-internal:web/structured_clone/structured_clone";

interface Message {
  data: unknown;
  ports: MessagePort[];
}

/** One end of a channel: what it received and did not deliver. It moves from port to port when one is transferred. */
class End {
  other: End | undefined;
  port: MessagePort | undefined;
  readonly queue: Message[] = [];
}

interface Access {
  make(end: End): MessagePort;
  isPort(value: unknown): value is MessagePort;
  /** Takes the end out of a port, which is of no use from then on. */
  detach(port: MessagePort): End;
  isDetached(port: MessagePort): boolean;
  take(port: MessagePort): Message | undefined;
}

let access: Access;
const KEY: unique symbol = Symbol("made here");

export class MessagePort extends EventTarget {
  #end: End | undefined;
  #isStarted = false;
  #isPlanned = false;
  #isRef = false;
  readonly #frame: Frame | undefined = current();

  constructor(key?: unknown, end?: End) {
    if (key !== KEY) throw illegalConstructor();
    super();
    this.#end = end;
    (end as End).port = this;
  }

  postMessage(message: unknown, given: unknown = undefined): void {
    if (!(#end in this)) throw invalidThis("MessagePort");
    requireArguments(arguments.length, 1, "MessagePort.postMessage");
    const transfer = transferOf(given);
    if (transfer.includes(this)) throw new DOMException("Transfer list contains source port", "DataCloneError");
    const end = this.#end;
    const target = end?.other;
    const ports: MessagePort[] = [];
    const data = structuredClone({ message, ports: transfer.filter(access.isPort) }, { transfer: transfer as Iterable<object> });
    if (target === undefined) return;
    ports.push(...(data.ports as MessagePort[]));
    target.queue.push({ data: data.message, ports });
    target.port?.#plan();
  }

  start(): void {
    if (!(#end in this)) throw invalidThis("MessagePort");
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#plan();
  }

  close(): void {
    if (!(#end in this)) throw invalidThis("MessagePort");
    const end = this.#end;
    if (end === undefined) return;
    this.#end = undefined;
    const other = end.other;
    end.other = undefined;
    setImmediate(() => this.#deliverClose());
    if (other === undefined) return;
    other.other = undefined;
    setImmediate(() => {
      const { port } = other;
      if (port === undefined || port.#end !== other) return;
      port.#drain();
      port.#end = undefined;
      port.#deliverClose();
    });
  }

  ref(): void {
    this.#isRef = true;
  }
  unref(): void {
    this.#isRef = false;
  }
  hasRef(): boolean {
    return this.#isRef;
  }

  #deliverClose(): void {
    runIn(this.#frame, () => void dispatchTrusted(this, new Event("close")));
  }

  /** One message in each turn. */
  #plan(): void {
    if (!this.#isStarted || this.#isPlanned || this.#end === undefined || this.#end.queue.length === 0) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      this.#deliver();
      this.#plan();
    });
  }

  #deliver(): void {
    const message = this.#end?.queue.shift();
    if (message === undefined) return;
    const event = new MessageEvent("message", { data: message.data, ports: message.ports } as never);
    runIn(this.#frame, () => void dispatchTrusted(this, event));
  }

  #drain(): void {
    if (!this.#isStarted) return;
    while (this.#end !== undefined && this.#end.queue.length > 0) this.#deliver();
  }

  static {
    access = {
      make: (end) => new MessagePort(KEY, end),
      isPort: (value): value is MessagePort => typeof value === "object" && value !== null && #end in value,
      isDetached: (port) => port.#end === undefined,
      detach: (port) => {
        const end = port.#end as End;
        port.#end = undefined;
        end.port = undefined;
        return end;
      },
      take: (port) => port.#end?.queue.shift(),
    };
  }
}
shapeInterface(MessagePort, "MessagePort");
defineEventHandler(MessagePort.prototype, "onmessage");
defineEventHandler(MessagePort.prototype, "onmessageerror");
defineEventHandler(MessagePort.prototype, "onclose");
startOnHandler();
addNodeEvents(MessagePort.prototype, (port, type) => {
  if (type === "message") (port as MessagePort).start();
});

/** Setting `onmessage` starts the port. */
function startOnHandler(): void {
  const descriptor = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage") as PropertyDescriptor;
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    ...descriptor,
    set(this: MessagePort, value: unknown) {
      Reflect.apply(descriptor.set as (value: unknown) => void, this, [value]);
      if (typeof value === "function") this.start();
    },
  });
}

function transferOf(given: unknown): unknown[] {
  if (given === undefined || given === null) return [];
  if (typeof given !== "object") throw codedTypeError("ERR_INVALID_ARG_TYPE", "Optional transferList argument must be an iterable");
  const list = Symbol.iterator in given ? given : (given as { transfer?: unknown }).transfer;
  if (list === undefined || list === null) return [];
  if (typeof list !== "object" || !(Symbol.iterator in list)) {
    throw codedTypeError("ERR_INVALID_ARG_TYPE", "Optional options.transfer argument must be an iterable");
  }
  return [...(list as Iterable<unknown>)];
}

export class MessageChannel {
  readonly #port1: MessagePort;
  readonly #port2: MessagePort;

  constructor() {
    const [one, other] = [new End(), new End()];
    one.other = other;
    other.other = one;
    this.#port1 = access.make(one);
    this.#port2 = access.make(other);
  }

  get port1(): MessagePort {
    if (!(#port1 in this)) throw invalidThis("MessageChannel");
    return this.#port1;
  }
  get port2(): MessagePort {
    if (!(#port1 in this)) throw invalidThis("MessageChannel");
    return this.#port2;
  }
}
shapeInterface(MessageChannel, "MessageChannel");

/** Whether a value is a port: what a transfer list may hold. */
export function isMessagePort(value: unknown): value is MessagePort {
  return access.isPort(value);
}

/** Whether a port was transferred or closed. */
export function isDetachedPort(port: MessagePort): boolean {
  return access.isDetached(port);
}

/** The port that stands for a transferred one. */
export function movePort(port: MessagePort): MessagePort {
  return access.make(access.detach(port));
}

/** The oldest message that was not delivered. */
export function receiveMessage(port: unknown): { message: unknown } | undefined {
  if (!access.isPort(port)) throw codedTypeError("ERR_INVALID_ARG_TYPE", 'The "port" argument must be a MessagePort instance');
  const message = access.take(port);
  return message === undefined ? undefined : { message: message.data };
}
