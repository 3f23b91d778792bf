// node:http: how the answer to a `ClientRequest` arrives over its socket, and how both end.
//
// A socket serves one request after the other, and each has a context of its own: what the socket
// tells is handed on in the context of the request that has it at the time.

import { runIn } from "waypost-internal:internal/async_context/async_context";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import type { ClientRequest } from "waypost-internal:node/http/client_request";
import { watchTimeout } from "waypost-internal:node/http/client_request";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { type Head, HttpParser, MAX_HEADER_SIZE, ParseError, type ParserListener } from "waypost-internal:node/http/parser";
import type { Socket } from "waypost-internal:node/net/socket";

type ClientSocket = Socket & { _httpMessage: ClientRequest | null; parser: ClientParser | null; _paused?: boolean };
type Response = IncomingMessage & { upgrade: boolean; statusCode: number; req: ClientRequest; _dumped?: boolean };

export function connectionReset(message: string): Error {
  return Object.assign(new Error(message), { code: "ECONNRESET" });
}

/** Reads one answer of a socket. */
class ClientParser implements ParserListener {
  readonly #socket: ClientSocket;
  readonly #request: ClientRequest;
  readonly parser: HttpParser;
  incoming: Response | null = null;
  /** The answer is complete: what follows belongs to nobody. */
  isOver: boolean = false;
  isUpgraded: boolean = false;
  #isInterim = false;

  constructor(request: ClientRequest, socket: ClientSocket) {
    this.#request = request;
    this.#socket = socket;
    const maxHeaderSize = request.maxHeaderSize || MAX_HEADER_SIZE;
    this.parser = new HttpParser({ isRequest: false, maxHeaderSize, lenient: !!request.insecureHTTPParser }, this);
  }

  onHead(head: Head): boolean {
    const request = this.#request;
    if (request.res !== null) {
      // A second answer to one question.
      this.#socket.destroy();
      return true;
    }
    const { status } = head;
    if (head.upgrade || request.method === "CONNECT") {
      this.incoming = makeResponse(this.#socket, head, request);
      this.incoming.upgrade = true;
      this.isUpgraded = true;
      this.parser.upgrade();
      return true;
    }
    if (status >= 100 && status < 200) {
      this.#isInterim = true;
      tellInterim(request, head);
      return true;
    }
    if (request.shouldKeepAlive && !head.keepAlive && !request.upgradeOrConnect) request.shouldKeepAlive = false;
    const response = makeResponse(this.#socket, head, request);
    this.incoming = response;
    request.res = response;
    response.on("end", responseEnded as never);
    request.on("finish", requestFinished as never);
    if (request.aborted || !request.emit("response", response)) response._dump();
    return request.method === "HEAD";
  }

  onBody(bytes: Uint8Array): void {
    const response = this.incoming;
    if (response === null || response._dumped) return;
    if (!response.push(bytes)) pauseSocket(this.#socket);
  }

  onComplete(trailers: string[]): void {
    if (this.#isInterim) {
      this.#isInterim = false;
      return;
    }
    const response = this.incoming;
    if (response === null) return;
    response.complete = true;
    if (trailers.length > 0) setTrailers(response, trailers);
    this.isOver = true;
    response.push(null);
    resumeSocket(this.#socket);
  }
}

function pauseSocket(socket: ClientSocket): void {
  socket.pause();
}

function resumeSocket(socket: ClientSocket): void {
  if (!socket._paused && socket.readable) socket.resume();
}

/** A message from a head as a parser read it. */
export function fillMessage(message: IncomingMessage, head: Head, maxHeaders: number | null | undefined): void {
  const most = typeof maxHeaders === "number" ? (maxHeaders <= 0 ? Number.POSITIVE_INFINITY : maxHeaders) : 2000;
  message.rawHeaders = head.headers.length > 2 * most ? head.headers.slice(0, 2 * most) : head.headers;
  Object.assign(message, { httpVersionMajor: head.major, httpVersionMinor: head.minor, httpVersion: `${head.major}.${head.minor}` });
  message.complete = false;
}

export function setTrailers(message: IncomingMessage, trailers: string[]): void {
  const object: Record<string, string> = {};
  const distinct: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (let i = 0; i < trailers.length; i += 2) {
    const name = (trailers[i] as string).toLowerCase();
    const value = trailers[i + 1] as string;
    object[name] = Object.hasOwn(object, name) ? `${object[name] as string}, ${value}` : value;
    (distinct[name] ??= []).push(value);
  }
  Object.assign(message, { rawTrailers: trailers, trailers: object, trailersDistinct: distinct });
}

function makeResponse(socket: ClientSocket, head: Head, request: ClientRequest): Response {
  const response = new IncomingMessage(socket) as Response;
  fillMessage(response, head, request.maxHeadersCount);
  Object.assign(response, { statusCode: head.status, statusMessage: head.reason, req: request, url: "" });
  (response as { method: string | null }).method = null;
  if (request.joinDuplicateHeaders) (response as unknown as { joinDuplicateHeaders: boolean }).joinDuplicateHeaders = true;
  return response;
}

function tellInterim(request: ClientRequest, head: Head): void {
  if (head.status === 100) request.emit("continue");
  const { headers } = makeResponse(request._socket as ClientSocket, head, request);
  request.emit("information", {
    statusCode: head.status,
    statusMessage: head.reason,
    httpVersion: `${head.major}.${head.minor}`,
    httpVersionMajor: head.major,
    httpVersionMinor: head.minor,
    headers,
    rawHeaders: head.headers,
  });
}

// ---- the socket's events ----

const LISTENERS = { data: onData, end: onEnd, error: onError, close: onClose, drain: onDrain } as const;

/** Gives a socket to a request. */
export function attachSocket(request: ClientRequest, given: Socket): void {
  const socket = given as ClientSocket;
  request._socket = socket;
  socket.parser = new ClientParser(request, socket);
  request.parser = socket.parser;
  socket._httpMessage = request;
  for (const [name, listener] of Object.entries(LISTENERS)) socket.on(name, listener as never);
  if (request.timeout !== undefined) watchTimeout(request);
  request.emit("socket", socket);
  if (request.destroyed) return;
  (request as never as { _flush(): void })._flush();
}

function removeListeners(socket: ClientSocket, names: (keyof typeof LISTENERS)[]): void {
  for (const name of names) socket.removeListener(name, LISTENERS[name] as never);
}

/** The parser has done its work. */
function freeParser(socket: ClientSocket): void {
  const { parser } = socket;
  if (parser === null) return;
  socket.parser = null;
  if (socket._httpMessage) socket._httpMessage.parser = null;
}

function inRequest(socket: ClientSocket, run: (request: ClientRequest) => void): void {
  const request = socket._httpMessage;
  if (request) runIn(request._frame, () => run(request));
}

function emitError(request: ClientRequest, error: Error): void {
  request._errored = error;
  request.emit("error", error);
}

function onData(this: ClientSocket, bytes: Uint8Array): void {
  inRequest(this, (request) => {
    const { parser } = this;
    if (parser === null) return;
    let taken: number;
    try {
      taken = parser.parser.execute(bytes);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      error.rawPacket = bytes;
      failParsing(this, request, error);
      return;
    }
    if (parser.isUpgraded) upgrade(this, request, parser, bytes, taken);
    else if (parser.isOver) {
      removeListeners(this, ["data", "end", "drain"]);
      freeParser(this);
    }
  });
}

function failParsing(socket: ClientSocket, request: ClientRequest, error: ParseError): void {
  freeParser(socket);
  removeListeners(socket, ["data", "end"]);
  socket._hadError = true;
  socket.destroy();
  emitError(request, error);
}

function upgrade(socket: ClientSocket, request: ClientRequest, parser: ClientParser, bytes: Uint8Array, taken: number): void {
  const response = parser.incoming as Response;
  request.res = response;
  removeListeners(socket, ["data", "end", "drain"]);
  if (request.timeoutCb) socket.removeListener("timeout", request.timeoutCb as never);
  freeParser(socket);
  const event = request.method === "CONNECT" ? "connect" : "upgrade";
  if (request.listenerCount(event) === 0) {
    socket.destroy();
    return;
  }
  request.upgradeOrConnect = true;
  socket.emit("agentRemove");
  removeListeners(socket, ["close", "error"]);
  socket._httpMessage = null;
  (socket as unknown as { readableFlowing: unknown }).readableFlowing = null;
  request.emit(event, response, socket, bytes.subarray(taken));
  request.destroyed = true;
  request._closed = true;
  request.emit("close");
}

function finishParsing(socket: ClientSocket): void {
  const { parser } = socket;
  if (parser === null) return;
  try {
    parser.parser.finish();
  } catch {
    // The message is cut short, which its reader learns from the close.
  }
}

function onEnd(this: ClientSocket): void {
  inRequest(this, (request) => {
    finishParsing(this);
    if (!request.res && !this._hadError) {
      this._hadError = true;
      emitError(request, connectionReset("socket hang up"));
    }
    freeParser(this);
    this.end();
  });
}

function onError(this: ClientSocket, error: Error): void {
  inRequest(this, (request) => {
    this._hadError = true;
    emitError(request, error);
    finishParsing(this);
    freeParser(this);
    removeListeners(this, ["data", "end"]);
    this.destroy();
  });
}

function onClose(this: ClientSocket): void {
  inRequest(this, (request) => {
    finishParsing(this);
    const response = request.res;
    request.destroyed = true;
    if (response) {
      if (!response.complete) response.destroy(connectionReset("aborted"));
      request._closed = true;
      request.emit("close");
      if (!response.aborted && response.readable) response.push(null);
    } else {
      if (!this._hadError) {
        this._hadError = true;
        emitError(request, connectionReset("socket hang up"));
      }
      request._closed = true;
      request.emit("close");
    }
    request.outputData.length = 0;
    freeParser(this);
  });
}

function onDrain(this: ClientSocket): void {
  inRequest(this, (request) => {
    if (!request._needDrain || request.finished || request.writableLength !== 0) return;
    request._needDrain = false;
    request.emit("drain");
  });
}

/** The socket has been quiet for as long as was set. */
export function requestTimedOut(this: ClientSocket): void {
  inRequest(this, (request) => request.emit("timeout"));
}

// ---- the end of an exchange ----

function responseEnded(this: Response): void {
  const request = this.req;
  const socket = request._socket as ClientSocket | null;
  if (socket && request.timeoutCb) socket.removeListener("timeout", request.timeoutCb as never);
  request._ended = true;
  if (!request.shouldKeepAlive) {
    if (socket?.writable) {
      if (typeof socket.destroySoon === "function") socket.destroySoon();
      else socket.end();
    }
  } else if (request.writableFinished && !this.aborted) keepConnection(request);
}

function requestFinished(this: ClientRequest): void {
  if (this.shouldKeepAlive && this._ended) keepConnection(this);
}

function keepConnection(request: ClientRequest): void {
  const socket = request._socket as ClientSocket | null;
  if (!socket || request.destroyed) return;
  if (request.timeoutCb) {
    socket.setTimeout(0, request.timeoutCb as never);
    request.timeoutCb = null;
  }
  removeListeners(socket, ["close", "error", "data", "end", "drain"]);
  freeParser(socket);
  // Only after the listeners of the response's end have had their turn.
  nextTick(emitFree as never, request, socket);
  request.destroyed = true;
  const response = request.res;
  // Whoever destroys the response from now on must not hit the next one's connection.
  if (response) (response as { socket: unknown }).socket = null;
}

function emitFree(request: ClientRequest, socket: ClientSocket): void {
  request._closed = true;
  request.emit("close");
  socket.emit("free");
}
