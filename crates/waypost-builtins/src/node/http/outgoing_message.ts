// node:http: `OutgoingMessage`, the headers and the state of an answer. Its body is in
// outgoing_body.ts, its status in server_response.ts.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateString } from "waypost-internal:internal/validators/validators";
import { CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import type { AnswerWriter } from "waypost-internal:internal/turn/answer_writer";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { Listener } from "waypost-internal:node/events/events";
import { lowerName, validateHeaderName, validateHeaderValue, validLowerName } from "waypost-internal:node/http/header_checks";
import {
  appendToList,
  type HeaderList,
  type HeaderValue,
  indexOfHeader,
  JSON_TYPE,
  removeFromList,
  setInList,
} from "waypost-internal:node/http/header_list";
import type { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { cutAnswer, breakOff, watchEnd } from "waypost-internal:node/http/lifecycle";
import { bodyMethods } from "waypost-internal:node/http/outgoing_body";
import type { RequestSocket } from "waypost-internal:node/http/socket";
import { finishWire, flushWire, sendPiece, type WireMessage, wireDestroy, wireTimeout, wireTrailers, writeRaw } from "waypost-internal:node/http/wire_out";
import { STATUS_CODES } from "waypost-internal:node/http/status_codes";
import { Stream, defineAccessors, defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import type { AnyStream } from "waypost-internal:node/stream/types";
import { utf8Length } from "waypost-internal:web/encoding/utf8";

export type Done = (error?: Error | null) => void;

export type OutgoingMessage = AnyStream & {
  _invocation: Invocation | undefined;
  req: IncomingMessage;
  statusCode: number;
  statusMessage: string | undefined;
  finished: boolean;
  /** Headers that were set; null until one is. */
  _list: HeaderList | null;
  /** Head lines once they are decided: from then on headers count as sent. */
  _head: string | undefined;
  /** One of `CONTENT_TYPE`, for the head. */
  _type: number;
  /** `Content-Length` as it was set. */
  _length: string | undefined;
  /** The JSON text of an answer that went out without a header list, and its ETag. */
  _jsonText: string | undefined;
  _jsonTag: string | undefined;
  /** Once the body goes out in pieces. */
  _writer: AnswerWriter | undefined;
  /** Callbacks of writes that wait for the reader; undefined while none does. */
  _waiting: Done[] | undefined;
  _needDrain: boolean;
  _corked: number;
  _pieces: [Uint8Array | string, Done][] | undefined;
  _hasBody: boolean;
  _destroyed: boolean;
  _closing: boolean;
  _closed: boolean;
  _errored: Error | null;
  headersSent: boolean;
  destroyed: boolean;
  socket: RequestSocket | null;
  writableFinished: boolean;
  setHeader(name: string, value: HeaderValue): OutgoingMessage;
  removeHeader(name: string): void;
  writeHead(status: number, reason?: unknown, headers?: unknown): OutgoingMessage;
  _implicitHeader(): void;
  end(chunk?: unknown, encoding?: unknown, callback?: unknown): OutgoingMessage;
};
interface OutgoingMessageConstructor {
  new (): OutgoingMessage;
  prototype: OutgoingMessage;
}

export const OutgoingMessage: OutgoingMessageConstructor = function OutgoingMessage(this: OutgoingMessage): void {
  initialize(this);
} as unknown as OutgoingMessageConstructor;
inheritFrom(OutgoingMessage as unknown as Function, Stream as unknown as Function, "OutgoingMessage");

/** The fields of a message that goes to a socket; an invocation's answer sets its own. */
export function initialize(message: OutgoingMessage): void {
  message._invocation = undefined;
  message.finished = false;
  message._list = null;
  message._head = undefined;
  message.statusMessage = undefined;
  const wire = message as WireMessage;
  wire.outputData = [];
  wire.outputSize = 0;
  wire._headerSent = false;
  wire._contentLength = null;
  wire._trailer = "";
  wire._bytesWritten = 0;
}

const prototype = OutgoingMessage.prototype as OutgoingMessage & Record<string, unknown>;
Object.assign(prototype, {
  _type: CONTENT_TYPE.IN_HEAD,
  _length: undefined,
  _jsonText: undefined,
  _jsonTag: undefined,
  _writer: undefined,
  _waiting: undefined,
  _needDrain: false,
  _corked: 0,
  _pieces: undefined,
  _hasBody: true,
  _destroyed: false,
  _closing: false,
  _closed: false,
  _errored: null,
  _socket: null,
  _defaultKeepAlive: true,
  _removedConnection: false,
  _removedContLen: false,
  _removedTE: false,
  _last: false,
  chunkedEncoding: false,
  shouldKeepAlive: true,
  useChunkedEncodingByDefault: true,
  maxRequestsOnConnectionReached: false,
  sendDate: false,
  strictContentLength: false,
  writable: true,
  _keepAliveTimeout: 0,
  _maxRequestsPerSocket: 0,
  _onPendingData(): void {},
});

// ---- headers ----

/** The headers to read; those of a quick JSON answer become a list here. */
function readable(message: OutgoingMessage): HeaderList | null {
  if (message._list === null && message._jsonText !== undefined) {
    message._list = [
      "content-type",
      "Content-Type",
      JSON_TYPE,
      "etag",
      "ETag",
      message._jsonTag as string,
      "content-length",
      "Content-Length",
      utf8Length(message._jsonText),
    ];
  }
  return message._list;
}

function noteRemoved(message: WireMessage, lower: string): void {
  if (lower === "connection") message._removedConnection = true;
  else if (lower === "content-length") message._removedContLen = true;
  else if (lower === "transfer-encoding") message._removedTE = true;
  else if (lower === "date") message.sendDate = false;
}

function refuseWhenSent(message: OutgoingMessage, verb: string): void {
  if (message._head !== undefined) throw new codes.ERR_HTTP_HEADERS_SENT!(verb);
}

const headerMethods = {
  setHeader(this: OutgoingMessage, name: string, value: HeaderValue): OutgoingMessage {
    refuseWhenSent(this, "set");
    const lower = validLowerName(name);
    validateHeaderValue(name, value);
    setInList((this._list ??= []), lower, name, value);
    return this;
  },

  setHeaders(this: OutgoingMessage, headers: Iterable<[string, HeaderValue]>): OutgoingMessage {
    refuseWhenSent(this, "set");
    const map = headers as { get?: unknown; keys?: unknown } | null;
    if (!map || Array.isArray(map) || typeof map.get !== "function" || typeof map.keys !== "function") {
      throw new codes.ERR_INVALID_ARG_TYPE!("headers", ["Headers", "Map"], headers);
    }
    const cookies: string[] = [];
    for (const [name, value] of headers) {
      if (name === "set-cookie") cookies.push(...(Array.isArray(value) ? value : [value as string]));
      else this.setHeader(name, value);
    }
    if (cookies.length > 0) this.setHeader("set-cookie", cookies);
    return this;
  },

  appendHeader(this: OutgoingMessage, name: string, value: HeaderValue): OutgoingMessage {
    refuseWhenSent(this, "append");
    validateHeaderName(name);
    validateHeaderValue(name, value);
    appendToList((this._list ??= []), name, value);
    return this;
  },

  getHeader(this: OutgoingMessage, name: string): HeaderValue | undefined {
    validateString(name, "name");
    const list = readable(this);
    if (list === null) return undefined;
    const at = indexOfHeader(list, lowerName(name));
    return at < 0 ? undefined : (list[at + 2] as HeaderValue);
  },

  getHeaderNames(this: OutgoingMessage): string[] {
    return (readable(this) ?? []).filter((_, index) => index % 3 === 0) as string[];
  },

  getRawHeaderNames(this: OutgoingMessage): string[] {
    return (readable(this) ?? []).filter((_, index) => index % 3 === 1) as string[];
  },

  getHeaders(this: OutgoingMessage): Record<string, HeaderValue> {
    const headers = Object.create(null) as Record<string, HeaderValue>;
    const list = readable(this) ?? [];
    for (let i = 0; i < list.length; i += 3) headers[list[i] as string] = list[i + 2] as HeaderValue;
    return headers;
  },

  hasHeader(this: OutgoingMessage, name: string): boolean {
    validateString(name, "name");
    const list = readable(this);
    return list !== null && indexOfHeader(list, lowerName(name)) >= 0;
  },

  removeHeader(this: OutgoingMessage, name: string): void {
    validateString(name, "name");
    refuseWhenSent(this, "remove");
    const lower = lowerName(name);
    if (this._list !== null) removeFromList(this._list, lower);
    if (this._invocation === undefined) noteRemoved(this as WireMessage, lower);
  },

  /** The trailers of an invocation's answer are not sent. */
  addTrailers(this: OutgoingMessage, headers: object): void {
    if (this._invocation === undefined) (this as WireMessage)._trailer = wireTrailers(headers);
  },

  _implicitHeader(this: OutgoingMessage): void {
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED!("_implicitHeader()");
  },

  setTimeout(this: OutgoingMessage, milliseconds: number, callback?: Listener): OutgoingMessage {
    if (callback) this.on("timeout", callback);
    if (this._invocation === undefined) wireTimeout(this as WireMessage, milliseconds);
    else this.socket?.setTimeout(milliseconds);
    return this;
  },

  _flush(this: OutgoingMessage): void {
    flushWire(this as WireMessage);
  },

  _finish(this: OutgoingMessage): void {
    finishWire(this as WireMessage);
  },

  _send(this: OutgoingMessage, data: Uint8Array | string, encoding?: string, callback?: Done): boolean {
    return sendPiece(this as WireMessage, data, encoding ?? null, callback ?? null);
  },

  _writeRaw(this: OutgoingMessage, data: string, encoding: string, callback?: Done): boolean {
    return writeRaw(this as WireMessage, data, encoding ?? null, callback ?? null);
  },

  pipe(this: OutgoingMessage): void {
    this.emit("error", new codes.ERR_STREAM_CANNOT_PIPE!());
  },

  destroy(this: OutgoingMessage, error?: Error): OutgoingMessage {
    if (this.destroyed) return this;
    this._destroyed = true;
    this._errored = error ?? null;
    const { _invocation: invocation, req } = this;
    if (invocation === undefined) wireDestroy(this as WireMessage, error);
    else if (!this.writableFinished) {
      cutAnswer(invocation, this);
      nextTick(breakOff as never, req, this);
    }
    return this;
  },

  [Symbol.for("nodejs.rejection")](this: OutgoingMessage, error: Error): void {
    this.destroy(error);
  },
};

defineMethods(prototype, headerMethods);
defineMethods(prototype, bodyMethods);

for (const name of ["on", "addListener", "prependListener"] as const) {
  const inherited = Stream.prototype[name] as (type: PropertyKey, listener: Listener) => unknown;
  defineMethods(prototype, {
    [name](this: OutgoingMessage, type: PropertyKey, listener: Listener): unknown {
      const result = inherited.call(this, type, listener);
      if (this._invocation !== undefined) watchEnd(this._invocation, this.req, this);
      return result;
    },
  });
}

/** The head as it would stand on the wire; packages only ask whether there is one. */
function headText(message: OutgoingMessage): string {
  const { statusCode: status } = message;
  let text = `HTTP/1.1 ${status} ${message.statusMessage ?? STATUS_CODES[status] ?? "unknown"}\r\n`;
  const list = readable(message) ?? [];
  for (let i = 0; i < list.length; i += 3) {
    const value = list[i + 2] as HeaderValue;
    for (const one of Array.isArray(value) ? value : [value]) text += `${list[i + 1] as string}: ${one as string}\r\n`;
  }
  return `${text}\r\n`;
}

defineAccessors(prototype, {
  _header: {
    get(this: OutgoingMessage): string | null {
      if (this._invocation === undefined) return this._head ?? null;
      return this._head === undefined ? null : headText(this);
    },
    set(this: OutgoingMessage, value: string | null): void {
      if (this._invocation === undefined) this._head = value ?? undefined;
    },
  },
  headersSent: {
    enumerable: true,
    get(this: OutgoingMessage): boolean {
      return this._head !== undefined;
    },
  },
  writableEnded: {
    get(this: OutgoingMessage): boolean {
      return this.finished;
    },
  },
  writableFinished: {
    get(this: OutgoingMessage): boolean {
      if (this._invocation === undefined) return this.finished && this.writableLength === 0;
      return this.finished && this._waiting === undefined;
    },
  },
  writableNeedDrain: {
    get(this: OutgoingMessage): boolean {
      return !this.destroyed && !this.finished && this._needDrain;
    },
  },
  writableLength: {
    get(this: OutgoingMessage): number {
      if (this._invocation === undefined) {
        const { outputSize = 0, _socket: socket } = this as WireMessage;
        return outputSize + ((socket as { writableLength?: number } | null)?.writableLength ?? 0);
      }
      return (this._pieces ?? []).reduce((sum, [piece]) => sum + piece.length, 0);
    },
  },
  writableCorked: {
    get(this: OutgoingMessage): number {
      return this._corked;
    },
  },
  writableHighWaterMark: { get: (): number => 65536 },
  writableObjectMode: { get: (): boolean => false },
  errored: {
    get(this: OutgoingMessage): Error | null {
      return this._errored;
    },
  },
  closed: {
    get(this: OutgoingMessage): boolean {
      return this._closed;
    },
  },
  destroyed: {
    get(this: OutgoingMessage): boolean {
      return this._destroyed || (this._invocation !== undefined && this._invocation.aborted);
    },
    set(this: OutgoingMessage, value: boolean): void {
      this._destroyed = value;
    },
  },
  socket: {
    get(this: OutgoingMessage): unknown {
      return this._invocation === undefined ? this._socket : this._closed ? null : this.req.socket;
    },
    set(this: OutgoingMessage, value: unknown): void {
      this._socket = value;
    },
  },
  connection: {
    get(this: OutgoingMessage): unknown {
      return this.socket;
    },
    set(this: OutgoingMessage, value: unknown): void {
      this._socket = value;
    },
  },
});
