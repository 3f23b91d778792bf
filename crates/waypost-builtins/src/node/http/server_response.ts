// node:http: `ServerResponse`: status line and head of an answer.

import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { isInvalidHeaderText } from "waypost-internal:node/http/header_checks";
import { appendToList, headOf, type HeaderList, type HeaderValue, listOfGiven } from "waypost-internal:node/http/header_list";
import type { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { initialize, OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { flushWire, storeWireHead, type WireMessage, writeRaw } from "waypost-internal:node/http/wire_out";
import { isUncommonReason, STATUS_CODES } from "waypost-internal:node/http/status_codes";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";

export type ServerResponse = OutgoingMessage;
interface ServerResponseConstructor {
  new (request?: unknown): ServerResponse;
  prototype: ServerResponse;
}

/** What a request must tell of itself to be answered. */
interface RequestLike {
  method?: unknown;
  httpVersionMajor?: number;
  httpVersionMinor?: number;
  headers?: { te?: string };
}

export const ServerResponse: ServerResponseConstructor = function ServerResponse(this: ServerResponse, request?: RequestLike): void {
  initialize(this);
  this.req = request as unknown as IncomingMessage;
  if (request?.method === "HEAD") this._hasBody = false;
  if (request !== undefined && ((request.httpVersionMajor as number) < 1 || (request.httpVersionMinor as number) < 1)) {
    const wire = this as WireMessage;
    wire.useChunkedEncodingByDefault = /(?:^|\W)chunked(?:$|\W)/i.test(request.headers?.te ?? "");
    wire.shouldKeepAlive = false;
  }
} as unknown as ServerResponseConstructor;
inheritFrom(ServerResponse as unknown as Function, OutgoingMessage as unknown as Function, "ServerResponse");

const prototype = ServerResponse.prototype as ServerResponse & Record<string, unknown>;
Object.assign(prototype, { statusCode: 200, statusMessage: undefined, sendDate: true, _sent100: false, _expect_continue: false });

/** Statuses whose answers have no body. */
function isBodiless(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

/** Decides the head from `list`. */
function storeHead(message: ServerResponse, list: HeaderList | null): void {
  const { statusCode } = message;
  const reason = message.statusMessage as string;
  if (isInvalidHeaderText(reason)) throw new codes.ERR_INVALID_CHAR!("statusMessage");
  if (isBodiless(statusCode)) message._hasBody = false;
  if (message._invocation === undefined) {
    storeWireHead(message as WireMessage, `HTTP/1.1 ${statusCode} ${reason}\r\n`, list);
    return;
  }
  let lines = "";
  if (list !== null) {
    const head = headOf(list);
    lines = head.lines;
    message._type = head.type;
    message._length = head.length;
  }
  message._head = isUncommonReason(statusCode, reason) ? `${lines}:reason\n${reason}\n` : lines;
}

/** Adds what `writeHead` was given to the headers that were set before. */
function mergeGiven(message: ServerResponse, given: object): void {
  if (!Array.isArray(given)) {
    for (const name of Object.keys(given)) if (name) message.setHeader(name, (given as Record<string, HeaderValue>)[name] as HeaderValue);
    return;
  }
  const list = listOfGiven(given);
  for (let i = 1; i < list.length; i += 3) message.removeHeader(list[i] as string);
  message._list ??= [];
  for (let i = 1; i < list.length; i += 3) appendToList(message._list, list[i] as string, list[i + 1] as HeaderValue);
}

/** The answer's socket is gone. */
function socketClosed(this: { _httpMessage?: ServerResponse | null }): void {
  const message = this._httpMessage;
  if (!message) return;
  message._destroyed = true;
  message._closed = true;
  message.emit("close");
}

/** An interim answer; one of an invocation is optional, and not sent. */
function interim(message: ServerResponse, text: string, callback: (() => void) | undefined): void {
  if (message._invocation === undefined) writeRaw(message as WireMessage, text, "latin1", callback ?? null);
  else if (callback) nextTick(callback);
}

defineMethods(prototype, {
  writeHead(this: ServerResponse, status: number, reason?: unknown, given?: unknown): ServerResponse {
    if (this._head !== undefined) throw new codes.ERR_HTTP_HEADERS_SENT!("write");
    const code = status | 0;
    if (code < 100 || code > 999) throw new codes.ERR_HTTP_INVALID_STATUS_CODE!(status);
    let headers = given;
    if (typeof reason === "string") this.statusMessage = reason;
    else {
      this.statusMessage ||= STATUS_CODES[code] ?? "unknown";
      headers ??= reason;
    }
    this.statusCode = code;
    if (headers === undefined || headers === null) storeHead(this, this._list);
    else if (this._list !== null) {
      mergeGiven(this, headers as object);
      storeHead(this, this._list);
    } else storeHead(this, listOfGiven(headers as object));
    return this;
  },

  _implicitHeader(this: ServerResponse): void {
    this.writeHead(this.statusCode);
  },

  /** For an invocation the server has told a waiting client by itself. */
  writeContinue(this: ServerResponse, callback?: () => void): void {
    this._sent100 = true;
    interim(this, "HTTP/1.1 100 Continue\r\n\r\n", callback);
  },

  writeProcessing(this: ServerResponse, callback?: () => void): void {
    interim(this, "HTTP/1.1 102 Processing\r\n\r\n", callback);
  },

  writeEarlyHints(this: ServerResponse, hints: Record<string, unknown>, callback?: () => void): void {
    const { link, ...others } = hints;
    const lines = (Array.isArray(link) ? link.join(", ") : (link as string | undefined)) ?? "";
    if (lines === "") return;
    let head = `HTTP/1.1 103 Early Hints\r\nLink: ${lines}\r\n`;
    for (const [name, value] of Object.entries(others)) head += `${name}: ${String(value)}\r\n`;
    if (!/^[\t\r\n\x20-\x7e]*$/.test(head)) throw new codes.ERR_INVALID_CHAR!("hints");
    interim(this, `${head}\r\n`, callback);
  },

  assignSocket(this: ServerResponse, socket: { _httpMessage?: unknown }): void {
    if (socket._httpMessage) throw new codes.ERR_HTTP_SOCKET_ASSIGNED!();
    socket._httpMessage = this;
    (socket as { on?(name: string, listener: unknown): void }).on?.("close", socketClosed);
    this.socket = socket as never;
    this.emit("socket", socket);
    if (this._invocation === undefined) flushWire(this as WireMessage);
  },

  detachSocket(this: ServerResponse, socket: { _httpMessage?: unknown }): void {
    (socket as { removeListener?(name: string, listener: unknown): void }).removeListener?.("close", socketClosed);
    socket._httpMessage = null;
    this.socket = null;
  },
});
Object.defineProperty(prototype, "writeHeader", { value: prototype.writeHead, writable: true, configurable: true });
