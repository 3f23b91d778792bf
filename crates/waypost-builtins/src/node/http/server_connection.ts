// node:http: one connection of a `Server`: requests in the order they come, answers in the same.

import { nodeError } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { connectionReset, fillMessage, setTrailers } from "waypost-internal:node/http/client_response";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { type Head, HttpParser, MAX_HEADER_SIZE, ParseError, type ParserListener } from "waypost-internal:node/http/parser";
import type { Server } from "waypost-internal:node/http/server";
import { ServerResponse } from "waypost-internal:node/http/server_response";
import type { WireMessage } from "waypost-internal:node/http/wire_out";
import type { Socket } from "waypost-internal:node/net/socket";

type HttpSocket = Socket & { _httpMessage: Response | null; parser: unknown; _paused?: boolean };
type Request = IncomingMessage & { upgrade: boolean; _consumed?: boolean; _dumped?: boolean };
type Response = WireMessage & { req: Request; _sent100: boolean; _expect_continue: boolean; assignSocket(socket: unknown): void; detachSocket(socket: unknown): void };

const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;
const REFUSALS: { readonly [code: string]: string } = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};
/** Bytes of answers that may wait for their turn before nothing more is read. */
const MOST_WAITING = 65536;

export class Connection implements ParserListener {
  readonly socket: HttpSocket;
  readonly #server: Server;
  readonly #parser: HttpParser;
  /** Requests whose answer is not complete, oldest first. */
  #incoming: Request[] = [];
  /** Answers that wait until those before them are sent. */
  #outgoing: Response[] = [];
  #waitingBytes = 0;
  #requests = 0;
  #current: Request | null = null;
  #upgraded: Request | null = null;
  /** When the request that is arriving began; 0 between requests. */
  #since: number = Date.now();
  #headDone = false;
  #isKeptAlive = false;
  #isClosed = false;

  readonly #onData = (bytes: Uint8Array): void => this.#read(bytes);
  readonly #onEnd = (): void => this.#ended();
  readonly #onError = (error: Error): void => this.#failed(error);
  readonly #onClose = (): void => this.#closed();
  readonly #onDrain = (): void => this.#drained();
  readonly #onTimeout = (): void => this.#timedOut();

  constructor(server: Server, given: Socket) {
    const socket = given as HttpSocket;
    this.socket = socket;
    this.#server = server;
    const { maxHeaderSize, insecureHTTPParser } = server._httpOptions;
    this.#parser = new HttpParser({ isRequest: true, maxHeaderSize: maxHeaderSize || MAX_HEADER_SIZE, lenient: !!insecureHTTPParser }, this);
    socket.parser = this;
    socket._httpMessage = null;
    if (server.timeout && typeof socket.setTimeout === "function") socket.setTimeout(server.timeout);
    socket.on("timeout", this.#onTimeout as never);
    socket.on("data", this.#onData as never);
    socket.on("end", this.#onEnd as never);
    socket.on("error", this.#onError as never);
    socket.on("close", this.#onClose as never);
    socket.on("drain", this.#onDrain as never);
  }

  /** Nothing is being asked or answered. */
  get isIdle(): boolean {
    return this.#incoming.length === 0 && !this.#parser.isBusy && !this.#parser.hasPart;
  }

  /** What the parser is reading; packages look for it. */
  get incoming(): Request | null {
    return this.#current;
  }

  /** Ends a connection whose request takes too long to arrive. */
  checkTime(): void {
    const { headersTimeout, requestTimeout } = this.#server;
    if (this.#since === 0) return;
    const time = Date.now() - this.#since;
    const headLate = !this.#headDone && headersTimeout > 0 && time > headersTimeout;
    if (headLate || (requestTimeout > 0 && time > requestTimeout)) {
      this.#failed(nodeError(Error, "ERR_HTTP_REQUEST_TIMEOUT", "Request timeout"));
    }
  }

  // ---- from the socket ----

  #read(bytes: Uint8Array): void {
    let taken: number;
    if (this.#since === 0) this.#since = Date.now();
    try {
      taken = this.#parser.execute(bytes);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      error.rawPacket = bytes;
      this.#failed(error);
      return;
    }
    if (this.#upgraded !== null) this.#upgrade(this.#upgraded, bytes.subarray(taken));
  }

  #upgrade(request: Request, head: Uint8Array): void {
    const event = request.method === "CONNECT" ? "connect" : "upgrade";
    this.#release();
    if (event === "connect" && this.#server.listenerCount("connect") === 0) {
      this.socket.destroy();
      return;
    }
    (this.socket as unknown as { readableFlowing: unknown }).readableFlowing = null;
    this.#server.emit(event, request, this.socket, head);
  }

  /** The socket belongs to somebody else from now on. */
  #release(): void {
    const { socket } = this;
    socket.removeListener("timeout", this.#onTimeout as never);
    socket.removeListener("data", this.#onData as never);
    socket.removeListener("end", this.#onEnd as never);
    socket.removeListener("error", this.#onError as never);
    socket.removeListener("close", this.#onClose as never);
    socket.removeListener("drain", this.#onDrain as never);
    socket.parser = null;
    this.#since = 0;
    this.#server._httpConnections.delete(this);
  }

  #ended(): void {
    try {
      this.#parser.finish();
    } catch (error) {
      this.#failed(error as Error);
      return;
    }
    if (!this.#server.httpAllowHalfOpen) {
      this.#abortIncoming();
      this.socket.end();
    } else if (this.#outgoing.length > 0) (this.#outgoing[this.#outgoing.length - 1] as Response)._last = true;
    else if (this.socket._httpMessage) this.socket._httpMessage._last = true;
    else this.socket.end();
  }

  #failed(error: Error): void {
    const { socket } = this;
    socket.removeListener("error", this.#onError as never);
    if (socket.listenerCount("error") === 0) socket.on("error", (() => {}) as never);
    if (this.#server.emit("clientError", error, socket)) return;
    const message = socket._httpMessage;
    if (socket.writable && (!message || !message._headerSent)) {
      const status = REFUSALS[(error as { code?: string }).code ?? ""] ?? "400 Bad Request";
      socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    }
    if (typeof socket.destroySoon === "function") socket.destroySoon();
    else socket.destroy(error);
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#since = 0;
    try {
      this.#parser.finish();
    } catch {
      // Its reader is told that it was aborted.
    }
    this.#abortIncoming();
  }

  #abortIncoming(): void {
    for (const request of this.#incoming.splice(0)) request.destroy(connectionReset("aborted"));
  }

  #drained(): void {
    if (this.socket._paused && this.#waitingBytes < MOST_WAITING) this.#goOn();
    const message = this.socket._httpMessage;
    if (!message || message.finished || !message._needDrain || message.writableLength !== 0) return;
    message._needDrain = false;
    message.emit("drain");
  }

  #goOn(): void {
    this.socket._paused = false;
    this.socket.resume();
  }

  #timedOut(): void {
    const { socket } = this;
    const request = this.#current;
    const heard = [
      request !== null && !request.complete && request.emit("timeout", socket),
      socket._httpMessage?.emit("timeout", socket),
      this.#server.emit("timeout", socket),
    ];
    if (!heard.includes(true)) socket.destroy();
  }

  // ---- from the parser ----

  onHead(head: Head): boolean {
    const { socket } = this;
    const server = this.#server;
    this.#headDone = true;
    if (this.#isKeptAlive) {
      this.#isKeptAlive = false;
      socket.setTimeout(server.timeout || 0);
    }
    const Message = (server._httpOptions.IncomingMessage ?? IncomingMessage) as typeof IncomingMessage;
    const request = new Message(socket) as Request;
    fillMessage(request, head, server.maxHeadersCount);
    request.url = head.url;
    (request as { method: string | null }).method = head.method;
    if (server._httpOptions.joinDuplicateHeaders) (request as unknown as { joinDuplicateHeaders: boolean }).joinDuplicateHeaders = true;
    this.#current = request;
    const upgrades = head.upgrade && (head.method === "CONNECT" || server.listenerCount("upgrade") > 0);
    request.upgrade = upgrades;
    if (upgrades) {
      this.#upgraded = request;
      this.#parser.upgrade();
      return true;
    }
    this.#incoming.push(request);
    this.#answer(request, head);
    return false;
  }

  onBody(bytes: Uint8Array): void {
    const request = this.#current;
    if (request === null || request._dumped) return;
    if (!request.push(bytes)) this.socket.pause();
  }

  onComplete(trailers: string[]): void {
    const request = this.#current;
    this.#current = null;
    this.#since = 0;
    this.#headDone = false;
    if (request === null) return;
    request.complete = true;
    if (trailers.length > 0) setTrailers(request, trailers);
    request.push(null);
    if (!this.socket._paused && this.socket.readable) this.socket.resume();
  }

  // ---- answers ----

  #answer(request: Request, head: Head): void {
    const { socket } = this;
    const server = this.#server;
    const Answer = (server._httpOptions.ServerResponse ?? ServerResponse) as typeof ServerResponse;
    const response = new Answer(request) as Response;
    response._keepAliveTimeout = server.keepAliveTimeout;
    response._maxRequestsPerSocket = server.maxRequestsPerSocket;
    response.shouldKeepAlive = head.keepAlive;
    response._onPendingData = (amount): void => this.#pending(amount);
    if (socket._httpMessage) this.#outgoing.push(response);
    else response.assignSocket(socket);
    response.on("finish", (() => this.#finished(request, response)) as never);
    if (!this.#refused(request, response, head)) server.emit("request", request, response);
  }

  /** Answers what never reaches the program; true when it did. */
  #refused(request: Request, response: Response, head: Head): boolean {
    const server = this.#server;
    const most = server.maxRequestsPerSocket;
    const isCurrent = head.major === 1 && head.minor === 1;
    if (isCurrent && server._httpOptions.requireHostHeader !== false && request.headers.host === undefined) {
      response.writeHead(400, ["Connection", "close"]);
      response.end();
      return true;
    }
    if (!isCurrent) return false;
    if (most > 0) {
      this.#requests++;
      response.maxRequestsOnConnectionReached = most <= this.#requests;
      if (most < this.#requests) {
        server.emit("dropRequest", request, this.socket);
        response.writeHead(503);
        response.end();
        return true;
      }
    }
    const expect = request.headers.expect as string | undefined;
    if (expect === undefined) return false;
    if (CONTINUE.test(expect)) {
      response._expect_continue = true;
      if (server.listenerCount("checkContinue") > 0) server.emit("checkContinue", request, response);
      else {
        (response as unknown as { writeContinue(): void }).writeContinue();
        server.emit("request", request, response);
      }
    } else if (server.listenerCount("checkExpectation") > 0) server.emit("checkExpectation", request, response);
    else {
      response.writeHead(417);
      response.end();
    }
    return true;
  }

  #pending(amount: number): void {
    this.#waitingBytes += amount;
    if (this.#waitingBytes >= MOST_WAITING) {
      this.socket._paused = true;
      this.socket.pause();
    } else if (this.socket._paused) this.#goOn();
  }

  #finished(request: Request, response: Response): void {
    const { socket } = this;
    const at = this.#incoming.indexOf(request);
    if (at >= 0) this.#incoming.splice(at, 1);
    // Nobody read the body: it is dropped.
    if (!request._consumed) request._dump();
    response.detachSocket(socket);
    nextTick(closeAnswer as never, response);
    if (response._last || response.maxRequestsOnConnectionReached) {
      if (typeof socket.destroySoon === "function") socket.destroySoon();
      else socket.end();
      return;
    }
    const next = this.#outgoing.shift();
    if (next !== undefined) next.assignSocket(socket);
    else if (this.#server.keepAliveTimeout && typeof socket.setTimeout === "function") {
      socket.setTimeout(this.#server.keepAliveTimeout + this.#server.keepAliveTimeoutBuffer);
      this.#isKeptAlive = true;
    }
    // A server that has closed its port keeps nobody.
    if (!this.#server.listening && this.isIdle && this.#outgoing.length === 0) socket.end();
  }
}

function closeAnswer(response: Response): void {
  if (response._closed) return;
  response.destroyed = true;
  response._closed = true;
  response.emit("close");
}
