// WebSocket: https://websockets.spec.whatwg.org/#the-websocket-interface
//
// A connection is alive as long as it is open, whether or not anybody holds the object: the loop that receives
// holds it.

import { INSPECT, type Inspect, invalidThis, defineConstants, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { bytesOf, DOMString, isAnyArrayBuffer, isObject, sequence, unsignedShort, USVString } from "waypost-internal:internal/webidl/webidl";
import { type Blob, blobBytes, blobOf, isBlob } from "waypost-internal:web/blob/blob";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { utf8Length } from "waypost-internal:web/encoding/encoding";
import { CloseEvent, defineEventHandler, dispatchTrusted, ErrorEvent, Event, EventTarget, MessageEvent } from "waypost-internal:web/events/events";
import { failureError } from "waypost-internal:web/fetch/fetch_errors";
import { Headers, headerList, type HeadersInit } from "waypost-internal:web/fetch/headers";
import { URL } from "waypost-internal:web/url/url";
import {
  op_websocket_buffered,
  op_websocket_close,
  op_websocket_connect,
  op_websocket_drop,
  op_websocket_open,
  op_websocket_receive,
  op_websocket_send,
} from "waypost-native:web/websocket";
import type { NativeEnd } from "waypost-native:web/websocket";

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** The most bytes of a close frame's reason. */
const MAX_REASON = 123;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** As Node.js has it, the second argument may also say which headers to send. */
export interface WebSocketInit {
  protocols?: string | string[];
  headers?: HeadersInit;
}

export class WebSocket extends EventTarget {
  #id: number;
  #url: string;
  #origin: string;
  #state: number = CONNECTING;
  #protocol: string = "";
  #binaryType: "blob" | "arraybuffer" = "blob";
  /** Bytes that were given to `send` when nothing was sent any more. */
  #unsent: number = 0;

  // https://websockets.spec.whatwg.org/#dom-websocket-websocket
  constructor(url: string | URL, protocols: string | string[] | WebSocketInit = []) {
    requireArguments(arguments.length, 1, "WebSocket");
    super();
    const init = isInit(protocols) ? protocols : { protocols };
    const record = parseUrl(USVString(url));
    const names = protocolList(init.protocols ?? []);
    this.#url = record.href;
    this.#origin = record.origin;
    this.#id = op_websocket_open();
    const headers = headerList(new Headers(init.headers));
    void this.#run(`http${record.href.slice(2)}`, names.join(", "), headers);
  }

  async #run(url: string, protocols: string, headers: readonly string[]): Promise<void> {
    const packed = headers.map((text) => `${text}\n`).join("");
    const connected = await op_websocket_connect(this.#id, url, protocols, packed);
    if (connected.failure !== undefined) {
      this.#end({ code: 1006, reason: "", clean: false, error: null }, failureError(connected.failure));
      return;
    }
    this.#protocol = connected.protocol;
    if (this.#state === CONNECTING) {
      this.#state = OPEN;
      dispatchTrusted(this, new Event("open"));
    }
    for (;;) {
      const received = await op_websocket_receive(this.#id);
      if (typeof received === "string") this.#message(received);
      else if (received instanceof Uint8Array) this.#message(this.#binary(received));
      else return this.#end(received, received.error === null ? undefined : new Error(received.error));
    }
  }

  #binary(bytes: Uint8Array): Blob | ArrayBuffer {
    return this.#binaryType === "blob" ? blobOf([bytes], "") : (bytes.buffer as ArrayBuffer);
  }

  // https://websockets.spec.whatwg.org/#feedback-from-the-protocol
  #message(data: unknown): void {
    if (this.#state !== OPEN) return;
    dispatchTrusted(this, new MessageEvent("message", { data, origin: this.#origin }));
  }

  #end(end: NativeEnd, error: Error | undefined): void {
    op_websocket_drop(this.#id);
    const failed = error !== undefined || (!end.clean && this.#state !== CLOSING);
    this.#state = CLOSED;
    if (failed) {
      const message = error?.message ?? "the connection was closed abnormally";
      dispatchTrusted(this, new ErrorEvent("error", { error: error ?? new Error(message), message }));
    }
    dispatchTrusted(this, new CloseEvent("close", { code: end.code, reason: end.reason, wasClean: end.clean }));
  }

  // https://websockets.spec.whatwg.org/#dom-websocket-close
  close(code: number | undefined = undefined, reason: string | undefined = undefined): void {
    if (!(#id in this)) throw invalidThis("WebSocket");
    const number = code === undefined ? 0 : unsignedShort(code, "clamp");
    const text = reason === undefined ? "" : USVString(reason);
    if (code !== undefined && number !== 1000 && !(number >= 3000 && number <= 4999)) {
      throw new DOMException("invalid code", "InvalidAccessError");
    }
    if (utf8Length(text) > MAX_REASON) {
      throw new DOMException(`Reason must be less than ${MAX_REASON} bytes`, "SyntaxError");
    }
    if (this.#state === CONNECTING) {
      // Its connecting fails by this.
      op_websocket_drop(this.#id);
      this.#state = CLOSING;
    } else if (this.#state === OPEN) {
      // A reason without a code comes with the code of an ordinary end.
      op_websocket_close(this.#id, number === 0 && text !== "" ? 1000 : number, text);
      this.#state = CLOSING;
    }
  }

  // https://websockets.spec.whatwg.org/#dom-websocket-send
  send(data: string | ArrayBuffer | ArrayBufferView | Blob): void {
    if (!(#id in this)) throw invalidThis("WebSocket");
    requireArguments(arguments.length, 1, "WebSocket.send");
    const payload = toPayload(data);
    if (this.#state === CONNECTING) throw new DOMException("Sent before connected.", "InvalidStateError");
    if (this.#state === OPEN) {
      if (op_websocket_send(this.#id, payload)) return;
      // The queue is full: https://websockets.spec.whatwg.org/#dom-websocket-send, "if the data cannot be sent"
      op_websocket_drop(this.#id);
      this.#state = CLOSING;
    }
    this.#unsent += typeof payload === "string" ? utf8Length(payload) : payload.byteLength;
  }

  get url(): string {
    if (!(#id in this)) throw invalidThis("WebSocket");
    return this.#url;
  }

  get readyState(): number {
    if (!(#id in this)) throw invalidThis("WebSocket");
    return this.#state;
  }

  get bufferedAmount(): number {
    if (!(#id in this)) throw invalidThis("WebSocket");
    return this.#unsent + (this.#state === OPEN ? op_websocket_buffered(this.#id) : 0);
  }

  get extensions(): string {
    if (!(#id in this)) throw invalidThis("WebSocket");
    return "";
  }

  get protocol(): string {
    if (!(#id in this)) throw invalidThis("WebSocket");
    return this.#protocol;
  }

  get binaryType(): string {
    if (!(#id in this)) throw invalidThis("WebSocket");
    return this.#binaryType;
  }

  set binaryType(value: string) {
    if (!(#id in this)) throw invalidThis("WebSocket");
    const type = DOMString(value);
    if (type === "blob" || type === "arraybuffer") this.#binaryType = type;
  }

  declare onopen: unknown;
  declare onmessage: unknown;
  declare onerror: unknown;
  declare onclose: unknown;

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[WebSocket]";
    const { url, readyState, protocol, binaryType } = this;
    return `WebSocket ${inspect({ url, readyState, protocol, binaryType }, options)}`;
  }
}

for (const name of ["onopen", "onmessage", "onerror", "onclose"] as const) {
  defineEventHandler(WebSocket.prototype, name);
}
shapeInterface(WebSocket, "WebSocket");
defineConstants(WebSocket, { CONNECTING, OPEN, CLOSING, CLOSED });

function isInit(value: unknown): value is WebSocketInit {
  return isObject(value) && typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] !== "function";
}

// Steps 1 to 9 of the constructor.
function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new DOMException(`Invalid URL: ${text}`, "SyntaxError");
  if (url.protocol === "http:" || url.protocol === "https:") url.protocol = url.protocol.replace("http", "ws");
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw new DOMException(`Expected a ws: or wss: protocol, got ${url.protocol}`, "SyntaxError");
  }
  if (url.href.includes("#")) throw new DOMException("Got fragment", "SyntaxError");
  return url;
}

// Steps 10 and 11.
function protocolList(protocols: unknown): string[] {
  const list = isObject(protocols) ? sequence(protocols, DOMString, "protocols") : [DOMString(protocols)];
  const seen = new Set<string>();
  for (const name of list) {
    if (!TOKEN.test(name) || seen.has(name.toLowerCase())) {
      throw new DOMException(`Invalid Sec-WebSocket-Protocol value: "${name}"`, "SyntaxError");
    }
    seen.add(name.toLowerCase());
  }
  return list;
}

function toPayload(data: unknown): string | Uint8Array {
  if (ArrayBuffer.isView(data) || isAnyArrayBuffer(data)) return bytesOf(data);
  return isBlob(data) ? blobBytes(data) : USVString(data);
}
