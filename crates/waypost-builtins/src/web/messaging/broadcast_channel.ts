// BroadcastChannel: https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts
// Channels of one worker hear each other.

import { current, runIn, type Frame } from "waypost-internal:internal/async_context/async_context";
import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { EventTarget, MessageEvent, defineEventHandler, dispatchTrusted } from "waypost-internal:web/events/events";
import { structuredClone } from "waypost-internal:web/structured_clone/structured_clone";

const channels = new Map<string, Set<BroadcastChannel>>();

export class BroadcastChannel extends EventTarget {
  readonly #name: string;
  readonly #frame: Frame | undefined = current();
  #isClosed = false;

  constructor(name: unknown) {
    requireArguments(arguments.length, 1, "BroadcastChannel");
    super();
    this.#name = `${name as string}`;
    const known = channels.get(this.#name);
    if (known === undefined) channels.set(this.#name, new Set([this]));
    else known.add(this);
  }

  get name(): string {
    if (!(#name in this)) throw invalidThis("BroadcastChannel");
    return this.#name;
  }

  postMessage(message: unknown): void {
    if (!(#name in this)) throw invalidThis("BroadcastChannel");
    requireArguments(arguments.length, 1, "BroadcastChannel.postMessage");
    if (this.#isClosed) throw new DOMException("BroadcastChannel is closed.", "InvalidStateError");
    const targets = [...(channels.get(this.#name) ?? [])].filter((channel) => channel !== this);
    const copies = targets.map(() => structuredClone(message));
    targets.forEach((target, i) => {
      setImmediate(() => {
        if (target.#isClosed) return;
        const event = new MessageEvent("message", { data: copies[i] } as never);
        runIn(target.#frame, () => void dispatchTrusted(target, event));
      });
    });
  }

  close(): void {
    if (!(#name in this)) throw invalidThis("BroadcastChannel");
    if (this.#isClosed) return;
    this.#isClosed = true;
    const known = channels.get(this.#name);
    known?.delete(this);
    if (known?.size === 0) channels.delete(this.#name);
  }

  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
shapeInterface(BroadcastChannel, "BroadcastChannel");
defineEventHandler(BroadcastChannel.prototype, "onmessage");
defineEventHandler(BroadcastChannel.prototype, "onmessageerror");
