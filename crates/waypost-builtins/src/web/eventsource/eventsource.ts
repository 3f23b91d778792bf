// EventSource: https://html.spec.whatwg.org/#the-eventsource-interface

import { clearTimeout, setTimeout } from "waypost-internal:internal/event_loop/timers";
import { defineConstants, INSPECT, type Inspect, invalidThis, requireArguments, shapeInterface, toDictionary } from "waypost-internal:internal/web_interface/web_interface";
import { USVString } from "waypost-internal:internal/webidl/webidl";
import { AbortController } from "waypost-internal:web/abort/abort";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { latin1Decode, TextDecoder, utf8Encode } from "waypost-internal:web/encoding/encoding";
import { defineEventHandler, dispatchTrusted, Event, EventTarget, MessageEvent } from "waypost-internal:web/events/events";
import { EventStreamParser } from "waypost-internal:web/eventsource/event_stream";
import { plainFetch } from "waypost-internal:web/fetch/fetch";
import type { Response } from "waypost-internal:web/fetch/response";
import { URL } from "waypost-internal:web/url/url";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** The pause before a lost connection is made anew, in milliseconds, until the server names another. */
const RETRY = 3000;
/** The longest pause a server can ask for. */
const MAX_RETRY = 2 ** 31 - 1;

export interface EventSourceInit {
  withCredentials?: boolean;
}

export class EventSource extends EventTarget {
  #url: string;
  #withCredentials: boolean;
  #state: number = CONNECTING;
  #aborter: AbortController = new AbortController();
  #wake: (() => void) | undefined = undefined;

  constructor(url: string | URL, eventSourceInitDict: EventSourceInit | undefined = undefined) {
    requireArguments(arguments.length, 1, "EventSource");
    super();
    const text = USVString(url);
    const init = toDictionary(eventSourceInitDict, "eventSourceInitDict");
    const record = URL.parse(text);
    if (record === null) throw new DOMException(`Invalid URL: ${text}`, "SyntaxError");
    this.#url = record.href;
    this.#withCredentials = Boolean(init?.withCredentials);
    void this.#run();
  }

  get url(): string {
    if (!(#url in this)) throw invalidThis("EventSource");
    return this.#url;
  }

  get withCredentials(): boolean {
    if (!(#url in this)) throw invalidThis("EventSource");
    return this.#withCredentials;
  }

  get readyState(): number {
    if (!(#url in this)) throw invalidThis("EventSource");
    return this.#state;
  }

  close(): void {
    if (!(#url in this)) throw invalidThis("EventSource");
    this.#state = CLOSED;
    this.#aborter.abort();
    this.#wake?.();
  }

  declare onopen: unknown;
  declare onmessage: unknown;
  declare onerror: unknown;

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[EventSource]";
    const { url, readyState, withCredentials } = this;
    return `EventSource ${inspect({ url, readyState, withCredentials }, options)}`;
  }

  // https://html.spec.whatwg.org/#reestablish-the-connection, over and over
  async #run(): Promise<void> {
    let origin = "";
    const parser = new EventStreamParser(({ type, data, lastEventId }) => {
      if (this.#state === CLOSED) return;
      dispatchTrusted(this, new MessageEvent(type, { data, lastEventId, origin }));
    });
    while (this.#state !== CLOSED) {
      const response = await this.#connect(parser.lastEventId);
      if (response !== undefined) {
        if (this.#isClosed()) return;
        if (!isEventStream(response)) return this.#fail();
        origin = new URL(response.url).origin;
        this.#state = OPEN;
        dispatchTrusted(this, new Event("open"));
        parser.restart();
        if (!(await this.#read(response, parser))) return this.#fail();
      }
      if (this.#isClosed()) return;
      this.#state = CONNECTING;
      dispatchTrusted(this, new Event("error"));
      await this.#pause(Math.min(parser.retry ?? RETRY, MAX_RETRY));
    }
  }

  /** Listeners may close it at any time, which a check of the field would not expect. */
  #isClosed(): boolean {
    return this.#state === CLOSED;
  }

  async #connect(lastEventId: string): Promise<Response | undefined> {
    const headers: [string, string][] = [
      ["accept", "text/event-stream"],
      ["cache-control", "no-cache"],
    ];
    if (lastEventId !== "") headers.push(["last-event-id", latin1Bytes(lastEventId)]);
    try {
      return await plainFetch(this.#url, { headers, cache: "no-store", signal: this.#aborter.signal });
    } catch {
      return undefined;
    }
  }

  /** Reads until the connection is lost; false when what comes cannot be used. */
  async #read(response: Response, parser: EventStreamParser): Promise<boolean> {
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    if (reader === undefined) return true;
    for (;;) {
      let piece: { value?: unknown; done: boolean };
      try {
        piece = await reader.read();
      } catch {
        return true;
      }
      if (piece.done || this.#isClosed()) return true;
      try {
        parser.push(decoder.decode(piece.value as Uint8Array, { stream: true }));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.#aborter.abort();
        return false;
      }
    }
  }

  // https://html.spec.whatwg.org/#fail-the-connection
  #fail(): void {
    if (this.#isClosed()) return;
    this.#state = CLOSED;
    this.#aborter.abort();
    dispatchTrusted(this, new Event("error"));
  }

  #pause(milliseconds: number): Promise<void> {
    if (this.#isClosed()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

for (const name of ["onopen", "onmessage", "onerror"] as const) defineEventHandler(EventSource.prototype, name);
shapeInterface(EventSource, "EventSource");
defineConstants(EventSource, { CONNECTING, OPEN, CLOSED });

function isEventStream(response: Response): boolean {
  const type = response.headers.get("content-type") ?? "";
  return response.status === 200 && (type.split(";", 1)[0] as string).trim().toLowerCase() === "text/event-stream";
}

/** A header's value is bytes, each shown as one character: here those of UTF-8. */
function latin1Bytes(text: string): string {
  return latin1Decode(utf8Encode(text));
}
