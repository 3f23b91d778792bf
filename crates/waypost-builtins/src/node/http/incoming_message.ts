// node:http: `IncomingMessage`, a request as Node's server hands it over.
//
// One is made per request, so its constructor only keeps the invocation. URL, headers, socket and
// the state of the stream are made when they are first touched.

import { nativeThen, runIn } from "waypost-internal:internal/async_context/async_context";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { REQUEST_BODY } from "waypost-internal:internal/turn/layout";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { RequestBody } from "waypost-internal:internal/turn/request_body";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { addHeaderLine, headersDistinctObject, headersObject } from "waypost-internal:node/http/incoming_headers";
import { watchEnd } from "waypost-internal:node/http/lifecycle";
import type { OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { RequestSocket } from "waypost-internal:node/http/socket";
import type { Listener } from "waypost-internal:node/events/events";
import { eos } from "waypost-internal:node/stream/end_of_stream";
import { defineAccessors, inheritFrom } from "waypost-internal:node/stream/legacy";
import { Readable } from "waypost-internal:node/stream/readable";
import { ReadableState } from "waypost-internal:node/stream/readable_state";
import type { AnyStream, Callback } from "waypost-internal:node/stream/types";

export type IncomingMessage = Omit<AnyStream, "_readableState"> & {
  /** The request behind it; undefined for a message that a package made by itself. */
  _invocation: Invocation | undefined;
  /** The other half of the exchange. */
  _answer: OutgoingMessage | undefined;
  _socket: RequestSocket | null | undefined;
  _readableState: ReadableState;
  /** The body was taken before anybody read the stream. */
  _taken: boolean;
  _open: RequestBody | undefined;
  _url: string | undefined;
  _method: string | null | undefined;
  _headers: Record<string, string | string[] | undefined> | undefined;
  _rawHeaders: string[] | undefined;
  _complete: boolean | undefined;
  _aborted: boolean;
  url: string;
  method: string | null;
  complete: boolean;
  aborted: boolean;
  headers: Record<string, string | string[] | undefined>;
  rawHeaders: string[];
  socket: RequestSocket;
  push(chunk: unknown, encoding?: string): boolean;
  destroy(error?: unknown): IncomingMessage;
  _dump(): void;
};
interface IncomingMessageConstructor {
  new (socket?: unknown): IncomingMessage;
  prototype: IncomingMessage;
}

export const IncomingMessage: IncomingMessageConstructor = function IncomingMessage(this: IncomingMessage, socket?: unknown): void {
  this._invocation = undefined;
  this._answer = undefined;
  if (socket !== undefined) {
    this._socket = socket as RequestSocket;
    this.client = socket;
  }
} as unknown as IncomingMessageConstructor;
inheritFrom(IncomingMessage as unknown as Function, Readable as unknown as Function, "IncomingMessage");

const prototype = IncomingMessage.prototype as IncomingMessage & Record<string, unknown>;
Object.assign(prototype, {
  _socket: undefined,
  _taken: false,
  _open: undefined,
  _url: undefined,
  _method: undefined,
  _headers: undefined,
  _rawHeaders: undefined,
  _complete: undefined,
  _aborted: false,
  _consumed: false,
  httpVersionMajor: 1,
  httpVersionMinor: 1,
  httpVersion: "1.1",
  statusCode: null,
  statusMessage: null,
  upgrade: false,
  joinDuplicateHeaders: false,
});

/** Replaces an accessor of the prototype by a property of the object. */
export function own(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}

/** The state of the stream, made when somebody first reads or listens. */
function makeState(message: IncomingMessage): ReadableState {
  const state = new ReadableState({ autoDestroy: true }, false);
  Object.defineProperty(message, "_readableState", { value: state, writable: true, enumerable: false, configurable: true });
  if (message._taken) {
    Object.assign(state, { ended: true, endEmitted: true, dataEmitted: true, closed: true, closeEmitted: true, destroyed: true });
  } else if (message._invocation?.aborted) {
    Object.assign(state, { destroyed: true, closed: true, closeEmitted: true });
  }
  return state;
}

defineAccessors(prototype, {
  _readableState: {
    get(this: IncomingMessage): ReadableState {
      return makeState(this);
    },
    set(this: IncomingMessage, value: unknown): void {
      Object.defineProperty(this, "_readableState", { value, writable: true, enumerable: false, configurable: true });
    },
  },
  url: {
    get(this: IncomingMessage): string {
      return (this._url ??= this._invocation === undefined ? "" : this._invocation.target);
    },
    set(this: IncomingMessage, value: string): void {
      this._url = value;
    },
  },
  method: {
    get(this: IncomingMessage): string | null {
      if (this._method !== undefined) return this._method;
      return this._invocation === undefined ? null : this._invocation.method;
    },
    set(this: IncomingMessage, value: string): void {
      this._method = value;
    },
  },
  headers: {
    get(this: IncomingMessage): object {
      return (this._headers ??= headersObject(this._invocation?.headerLines ?? lowerNames(this.rawHeaders), this.joinDuplicateHeaders as boolean));
    },
    set(this: IncomingMessage, value: Record<string, string>): void {
      this._headers = value;
    },
  },
  headersDistinct: {
    get(this: IncomingMessage): object {
      const value = headersDistinctObject(this._invocation?.headerLines ?? lowerNames(this.rawHeaders));
      own(this, "headersDistinct", value);
      return value;
    },
    set(this: IncomingMessage, value: unknown): void {
      own(this, "headersDistinct", value);
    },
  },
  rawHeaders: {
    get(this: IncomingMessage): string[] {
      return (this._rawHeaders ??= this._invocation?.rawHeaderLines ?? []);
    },
    set(this: IncomingMessage, value: string[]): void {
      this._rawHeaders = value;
    },
  },
  socket: {
    get(this: IncomingMessage): RequestSocket | undefined {
      if (this._socket === undefined && this._invocation !== undefined) {
        this._socket = new RequestSocket(this, this._invocation);
      }
      return this._socket;
    },
    set(this: IncomingMessage, value: RequestSocket): void {
      this._socket = value;
    },
  },
  connection: {
    get(this: IncomingMessage): RequestSocket {
      return this.socket;
    },
    set(this: IncomingMessage, value: RequestSocket): void {
      this._socket = value;
    },
  },
  complete: {
    get(this: IncomingMessage): boolean {
      if (this._complete !== undefined) return this._complete;
      return this._invocation !== undefined && (this._taken || this._invocation.bodyKind !== REQUEST_BODY.RESOURCE);
    },
    set(this: IncomingMessage, value: boolean): void {
      this._complete = value;
    },
  },
  aborted: {
    get(this: IncomingMessage): boolean {
      return this._aborted || (this._invocation !== undefined && this._invocation.aborted);
    },
    set(this: IncomingMessage, value: boolean): void {
      this._aborted = value;
    },
  },
});

/** Trailers are not handed on: these stay empty. */
for (const [name, make] of [
  ["trailers", (): object => ({})],
  ["trailersDistinct", (): object => Object.create(null) as object],
  ["rawTrailers", (): object => []],
] as const) {
  defineAccessors(prototype, {
    [name]: {
      get(this: object): unknown {
        const value = make();
        own(this, name, value);
        return value;
      },
      set(this: object, value: unknown): void {
        own(this, name, value);
      },
    },
  });
}

function lowerNames(raw: string[]): string[] {
  return raw.map((text, index) => (index % 2 === 0 ? text.toLowerCase() : text));
}

// ---- listening ----

for (const name of ["on", "addListener", "prependListener"] as const) {
  const inherited = Readable.prototype[name] as (type: PropertyKey, listener: Listener) => unknown;
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value: {
      [name](this: IncomingMessage, type: PropertyKey, listener: Listener): unknown {
        const result = inherited.call(this, type, listener);
        if (this._invocation !== undefined) watchEnd(this._invocation, this, this._answer);
        return result;
      },
    }[name],
  });
}

prototype.setTimeout = function setTimeout(this: IncomingMessage, milliseconds: number, callback?: Listener): IncomingMessage {
  if (callback) this.on("timeout", callback);
  this.socket?.setTimeout(milliseconds);
  return this;
} as never;

// ---- reading ----

prototype._read = function _read(this: IncomingMessage): void {
  const invocation = this._invocation;
  if (invocation === undefined) {
    resumeSocket(this);
    return;
  }
  switch (invocation.bodyKind) {
    case REQUEST_BODY.TEXT:
      if (invocation.bodyText !== "") this.push(Buffer.from(invocation.bodyText, "utf8"));
      this.push(null);
      break;
    case REQUEST_BODY.BYTES: {
      const bytes = invocation.bodyBytes;
      if (bytes.byteLength > 0) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      this.push(null);
      break;
    }
    case REQUEST_BODY.RESOURCE:
      readPiece(this, invocation);
      break;
    default:
      this.push(null);
  }
} as never;

/** A message of a socket: the parser pushes what the socket brings. */
function resumeSocket(message: IncomingMessage): void {
  (message as { _consumed?: boolean })._consumed = true;
  const socket = message._socket as unknown as { _paused?: boolean; readable?: boolean; resume?(): void } | undefined;
  if (socket && !socket._paused && socket.readable) socket.resume?.();
}

function readPiece(message: IncomingMessage, invocation: Invocation): void {
  message._open ??= invocation.openBody();
  nativeThen(
    message._open.read(),
    (piece: Uint8Array | undefined) =>
      runIn(invocation.frame, () => {
        message._socket?.touch();
        if (piece === undefined) {
          message._complete = true;
          message._open = undefined;
          message.push(null);
        } else message.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
      }),
    (error: Error) => runIn(invocation.frame, () => message.destroy(error)),
  );
}

prototype._destroy = function _destroy(this: IncomingMessage, given: Error | null, callback: Callback): void {
  const invocation = this._invocation;
  this._open?.cancel();
  this._open = undefined;
  const endEmitted = this._readableState.endEmitted;
  if (!endEmitted || !this.complete) {
    this._aborted = true;
    this.emit("aborted");
    if (invocation !== undefined && this._socket !== null && !this.socket.destroyed) this.socket.destroy(given ?? undefined);
  }
  const { _socket: socket } = this;
  if (invocation === undefined && socket && !socket.destroyed && this._aborted) {
    socket.destroy(given ?? undefined);
    const stop = eos(socket as never, {}, (failure: Error | null | undefined) => {
      const error = (failure as { code?: string } | null)?.code === "ERR_STREAM_PREMATURE_CLOSE" ? null : failure;
      stop();
      nextTick(() => callback(this.listenerCount("error") > 0 ? ((error ?? given) as Error | null) : null));
    });
    return;
  }
  // Nobody listens: the error of a broken connection is no failure of the program.
  const error = given && this.listenerCount("error") > 0 ? given : null;
  nextTick(callback as never, error);
} as never;

/** Reads what is left and drops it. */
prototype._dump = function _dump(this: IncomingMessage): void {
  const state = this._readableState;
  if (state.destroyed || state.endEmitted) return;
  (this as { _dumped?: boolean })._dumped = true;
  // What is buffered still would reach those who listen.
  if (this._invocation === undefined) (this as unknown as AnyStream).removeAllListeners("data");
  (this as unknown as AnyStream).resume();
};

prototype._addHeaderLine = function (this: IncomingMessage, field: string, value: string, target: Record<string, string>): void {
  addHeaderLine(target, field.toLowerCase(), value);
} as never;

prototype._addHeaderLines = function (this: IncomingMessage, lines: string[], count: number): void {
  this.rawHeaders = lines;
  const target = (this._headers ??= {});
  for (let i = 0; i < count; i += 2) addHeaderLine(target, (lines[i] as string).toLowerCase(), lines[i + 1] as string);
} as never;
