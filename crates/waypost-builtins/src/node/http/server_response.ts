// node:http: `ServerResponse`: status line and head of an answer.

import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { isInvalidHeaderText } from "waypost-internal:node/http/header_checks";
import { appendToList, headOf, type HeaderList, type HeaderValue, listOfGiven } from "waypost-internal:node/http/header_list";
import type { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { initialize, OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { isUncommonReason, STATUS_CODES } from "waypost-internal:node/http/status_codes";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";

export type ServerResponse = OutgoingMessage;
interface ServerResponseConstructor {
  new (request?: unknown): ServerResponse;
  prototype: ServerResponse;
}

export const ServerResponse: ServerResponseConstructor = function ServerResponse(this: ServerResponse, request?: { method?: unknown }): void {
  initialize(this);
  this.req = request as unknown as IncomingMessage;
  if (request?.method === "HEAD") this._hasBody = false;
} as unknown as ServerResponseConstructor;
inheritFrom(ServerResponse as unknown as Function, OutgoingMessage as unknown as Function, "ServerResponse");

const prototype = ServerResponse.prototype as ServerResponse & Record<string, unknown>;
Object.assign(prototype, { statusCode: 200, statusMessage: undefined, _sent100: false, _expect_continue: false });

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

  /** The server has told a waiting client by itself. */
  writeContinue(this: ServerResponse, callback?: () => void): void {
    this._sent100 = true;
    if (callback) nextTick(callback);
  },

  /** Interim answers are optional; none is sent. */
  writeProcessing(this: ServerResponse, callback?: () => void): void {
    if (callback) nextTick(callback);
  },

  writeEarlyHints(this: ServerResponse, _hints: object, callback?: () => void): void {
    if (callback) nextTick(callback);
  },

  assignSocket(this: ServerResponse, socket: { _httpMessage?: unknown }): void {
    if (socket._httpMessage) throw new codes.ERR_HTTP_SOCKET_ASSIGNED!();
    socket._httpMessage = this;
    this.socket = socket as never;
    this.emit("socket", socket);
  },

  detachSocket(this: ServerResponse, socket: { _httpMessage?: unknown }): void {
    socket._httpMessage = null;
    this.socket = null;
  },
});
Object.defineProperty(prototype, "writeHeader", { value: prototype.writeHead, writable: true, configurable: true });
