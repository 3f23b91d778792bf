// node:http: `ClientRequest`: what a request is made of. How its answer arrives is client_response.ts.

import { current, type Frame } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { validateBoolean, validateInteger, validateNumber } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import type { Listener } from "waypost-internal:node/events/events";
import { Agent, type AgentOptions, globalAgent } from "waypost-internal:node/http/agent";
import { attachSocket, requestTimedOut } from "waypost-internal:node/http/client_response";
import { type HeaderList, listOfGiven } from "waypost-internal:node/http/header_list";
import type { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { storeWireHead, type WireMessage } from "waypost-internal:node/http/wire_out";
import { connect } from "waypost-internal:node/net/net";
import type { Socket } from "waypost-internal:node/net/socket";
import { addAbortSignal } from "waypost-internal:node/stream/add_abort_signal";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import type { AnyStream } from "waypost-internal:node/stream/types";
import { urlToHttpOptions } from "waypost-internal:node/url/url";
import { URL } from "waypost-internal:web/url/url";

export interface RequestOptions extends AgentOptions {
  protocol?: string | null;
  host?: string | null;
  hostname?: string | null;
  port?: number | string | null;
  defaultPort?: number;
  path?: string | null;
  socketPath?: string;
  method?: string;
  headers?: unknown;
  auth?: string | null;
  agent?: Agent | boolean | null;
  createConnection?: (options: RequestOptions, callback: (error: Error | null, socket?: AnyStream) => void) => AnyStream | undefined;
  setHost?: boolean;
  setDefaultHeaders?: boolean;
  signal?: AbortSignal;
  maxHeaderSize?: number;
  insecureHTTPParser?: boolean;
  joinDuplicateHeaders?: boolean;
  uniqueHeaders?: unknown[];
  _defaultAgent?: Agent;
}

export type ClientRequest = WireMessage & {
  /** Whoever made it: its events belong there. */
  _frame: Frame | undefined;
  method: string;
  path: string;
  host: string;
  protocol: string;
  agent: Agent | null | undefined;
  socketPath: string | undefined;
  timeout: number | undefined;
  timeoutCb: (() => void) | null;
  res: IncomingMessage | null;
  aborted: boolean;
  reusedSocket: boolean;
  maxHeadersCount: number | null;
  maxHeaderSize: number | undefined;
  insecureHTTPParser: boolean | undefined;
  joinDuplicateHeaders: boolean | undefined;
  upgradeOrConnect: boolean;
  parser: unknown;
  _ended: boolean;
  _destroyError: Error | null | undefined;
  onSocket(socket: Socket, error?: Error): void;
  abort(): void;
};
interface ClientRequestConstructor {
  new (input: unknown, options?: unknown, callback?: unknown): ClientRequest;
  (input: unknown, options?: unknown, callback?: unknown): ClientRequest;
  prototype: ClientRequest;
}

const BAD_PATH = /[^\u0021-\u00ff]/;
const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;

function targetOf(input: unknown, given: unknown): RequestOptions {
  let base: RequestOptions | null = null;
  if (typeof input === "string") base = urlToHttpOptions(new URL(input)) as RequestOptions;
  else if (input instanceof URL) base = urlToHttpOptions(input) as RequestOptions;
  const rest = (base === null ? input : given) as RequestOptions | undefined;
  return Object.assign(base ?? {}, typeof rest === "object" ? rest : undefined);
}

function agentOf(options: RequestOptions): Agent | null | undefined {
  const { agent } = options;
  const fallback = options._defaultAgent ?? globalAgent();
  if (agent === false) return new (fallback.constructor as unknown as new () => Agent)();
  if (agent === null || agent === undefined) return typeof options.createConnection === "function" ? undefined : fallback;
  if (typeof (agent as Agent).addRequest !== "function") {
    throw new codes.ERR_INVALID_ARG_TYPE!("options.agent", ["Agent-like Object", "undefined", "false"], agent);
  }
  return agent as Agent;
}

function hostText(value: unknown, name: string): string | null | undefined {
  if (value !== null && value !== undefined && typeof value !== "string") {
    throw new codes.ERR_INVALID_ARG_TYPE!(`options.${name}`, ["string", "undefined", "null"], value);
  }
  return value;
}

export const ClientRequest: ClientRequestConstructor = function ClientRequest(this: ClientRequest, input: unknown, given?: unknown, listener?: unknown): unknown {
  if (!(this instanceof (ClientRequest as unknown as Function))) return new ClientRequest(input, given, listener);
  (OutgoingMessage as unknown as Function).call(this);
  this._frame = current();
  const callback = typeof given === "function" ? given : listener;
  const options = targetOf(input, typeof given === "function" ? undefined : given);
  const agent = agentOf(options);
  this.agent = agent;
  const protocol = options.protocol || agent?.protocol || (options._defaultAgent ?? globalAgent()).protocol;
  const expected = agent?.protocol || options._defaultAgent?.protocol || globalAgent().protocol;
  if (options.path && BAD_PATH.test(String(options.path))) throw new codes.ERR_UNESCAPED_CHARACTERS!("Request path");
  if (protocol !== expected) throw new codes.ERR_INVALID_PROTOCOL!(protocol, expected);
  const defaultPort = options.defaultPort || agent?.defaultPort || (options._defaultAgent ? options._defaultAgent.defaultPort : 80);
  const port = (options.port = options.port || defaultPort || 80);
  const host = (options.host = hostText(options.hostname, "hostname") || hostText(options.host, "host") || "localhost");
  const setHost = options.setHost !== undefined ? !!options.setHost : options.setDefaultHeaders !== false;
  this.socketPath = options.socketPath;
  if (options.timeout !== undefined) this.timeout = checkTimeout(options.timeout, "timeout");
  setMethod(this, options.method);
  if (options.maxHeaderSize !== undefined) validateInteger(options.maxHeaderSize, "maxHeaderSize", 0);
  this.maxHeaderSize = options.maxHeaderSize;
  if (options.insecureHTTPParser !== undefined) validateBoolean(options.insecureHTTPParser, "options.insecureHTTPParser");
  this.insecureHTTPParser = options.insecureHTTPParser;
  if (options.joinDuplicateHeaders !== undefined) validateBoolean(options.joinDuplicateHeaders, "options.joinDuplicateHeaders");
  this.joinDuplicateHeaders = options.joinDuplicateHeaders;
  this.path = options.path || "/";
  if (callback) this.once("response", callback as Listener);
  const { method } = this;
  this.useChunkedEncodingByDefault = !["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"].includes(method);
  this._ended = false;
  this.res = null;
  this.aborted = false;
  this.timeoutCb = null;
  this.upgradeOrConnect = false;
  this.parser = null;
  this.maxHeadersCount = null;
  this.reusedSocket = false;
  this.host = host;
  this.protocol = protocol;
  this.shouldKeepAlive = agent ? keepsAlive(agent) : false;
  const headers = takeHeaders(this, options, setHost, host, Number(port), Number(defaultPort));
  if (options.signal) addAbortSignal(options.signal, this as unknown as AnyStream);
  start(this, options, headers);
  return undefined;
} as unknown as ClientRequestConstructor;
inheritFrom(ClientRequest as unknown as Function, OutgoingMessage as unknown as Function, "ClientRequest");

const prototype = ClientRequest.prototype as ClientRequest & Record<string, unknown>;

/** Agents of packages may have no such setting: they decide by what they do with a free socket. */
function keepsAlive(agent: Agent): boolean {
  return !!agent.keepAlive || (agent.maxSockets !== undefined && agent.maxSockets !== Number.POSITIVE_INFINITY);
}

function checkTimeout(value: unknown, name: string): number {
  validateNumber(value, name);
  if (value < 0 || !Number.isFinite(value)) throw new codes.ERR_OUT_OF_RANGE!(name, "a non-negative finite number", value);
  return value;
}

function setMethod(request: ClientRequest, method: unknown): void {
  if (method !== null && method !== undefined && typeof method !== "string") {
    throw new codes.ERR_INVALID_ARG_TYPE!("options.method", "string", method);
  }
  if (!method) {
    request.method = "GET";
    return;
  }
  if (!TOKEN.test(method)) throw new codes.ERR_INVALID_HTTP_TOKEN!("Method", method);
  request.method = method.toUpperCase();
}

/** Sets the headers that were given; a list is returned as it is, to be sent in its order. */
function takeHeaders(request: ClientRequest, options: RequestOptions, setHost: boolean, host: string, port: number, defaultPort: number): HeaderList | undefined {
  const { headers } = options;
  if (Array.isArray(headers)) {
    const list = listOfGiven(headers);
    const hasHost = list.some((name, index) => index % 3 === 0 && name === "host");
    if (setHost && !hasHost) list.unshift("host", "Host", hostHeader(host, port, defaultPort));
    return list;
  }
  if (headers) {
    for (const [name, value] of Object.entries(headers as Record<string, string>)) request.setHeader(name, value);
  }
  if (host && setHost && !request.getHeader("host")) request.setHeader("Host", hostHeader(host, port, defaultPort));
  if (options.auth && !request.getHeader("Authorization")) {
    request.setHeader("Authorization", `Basic ${Buffer.from(options.auth).toString("base64")}`);
  }
  return undefined;
}

function hostHeader(host: string, port: number, defaultPort: number): string {
  const isV6 = host.includes(":") && host.includes(":", host.indexOf(":") + 1) && !host.startsWith("[");
  const name = isV6 ? `[${host}]` : host;
  return port && port !== defaultPort ? `${name}:${port}` : name;
}

/** Sends it on its way to a connection. */
function start(request: ClientRequest, options: RequestOptions, headers: HeaderList | undefined): void {
  if (headers !== undefined) storeWireHead(request, `${request.method} ${request.path} HTTP/1.1\r\n`, headers);
  else if (request.getHeader("expect")) {
    if (request._head !== undefined) throw new codes.ERR_HTTP_HEADERS_SENT!("render");
    request._implicitHeader();
  }
  // The connection is opened after the caller had its turn, so that it can still change things.
  nextTick(flushOrWait as never, request);
  const { agent } = request;
  if (agent) {
    agent.addRequest(request, options as AgentOptions);
    return;
  }
  request._last = true;
  request.shouldKeepAlive = false;
  const { createConnection } = options;
  if (typeof createConnection !== "function") {
    request.onSocket(connect({ ...options, path: request.socketPath ?? null }));
    return;
  }
  let isDone = false;
  const done = (error: Error | null, socket?: AnyStream): void => {
    if (isDone) return;
    isDone = true;
    if (error) nextTick(() => request.emit("error", error));
    else request.onSocket(socket as Socket);
  };
  try {
    // The path of a connection is a socket's, never the request's.
    const made = createConnection({ ...options, path: request.socketPath ?? undefined } as never, done);
    if (made) done(null, made);
  } catch (error) {
    done(error as Error);
  }
}

function flushOrWait(request: ClientRequest): void {
  if (request._socket) (request as never as { _flush(): void })._flush();
}

defineMethods(prototype, {
  _implicitHeader(this: ClientRequest): void {
    if (this._head !== undefined) throw new codes.ERR_HTTP_HEADERS_SENT!("render");
    storeWireHead(this, `${this.method} ${this.path} HTTP/1.1\r\n`, this._list);
  },

  abort(this: ClientRequest): void {
    if (this.aborted) return;
    this.aborted = true;
    nextTick(() => this.emit("abort"));
    this.destroy();
  },

  destroy(this: ClientRequest, error?: Error): ClientRequest {
    if (this.destroyed) return this;
    this.destroyed = true;
    // A response that is under way ends with the connection.
    if (this.res) this.res._dump();
    this._destroyError = error;
    if (this._socket) destroyLater(this, this._socket, error);
    else this._errored = error ?? null;
    return this;
  },

  onSocket(this: ClientRequest, socket: Socket, error?: Error): void {
    nextTick(takeSocket as never, this, socket, error);
  },

  _deferToConnect(this: ClientRequest, method: string | null, args: unknown[], callback?: () => void): void {
    const call = (): void => {
      if (method) ((this._socket as unknown as Record<string, Function>)[method] as Function).apply(this._socket, args);
      callback?.();
    };
    const withSocket = (): void => {
      if (this._socket?.connecting) this._socket.once("connect", call as never);
      else call();
    };
    if (this._socket) withSocket();
    else this.once("socket", withSocket as never);
  },

  setTimeout(this: ClientRequest, milliseconds: number, callback?: Listener): ClientRequest {
    if (this._ended) return this;
    watchTimeout(this);
    const wanted = checkTimeout(milliseconds, "msecs");
    if (callback) this.once("timeout", callback);
    const set = (socket: Socket): void => {
      if (socket.connecting) socket.once("connect", (() => socket.setTimeout(wanted)) as never);
      else socket.setTimeout(wanted);
    };
    if (this._socket) set(this._socket);
    else this.once("socket", ((socket: Socket) => set(socket)) as never);
    return this;
  },

  setNoDelay(this: ClientRequest, enable?: boolean): void {
    (this as never as { _deferToConnect(method: string, args: unknown[]): void })._deferToConnect("setNoDelay", [enable]);
  },

  setSocketKeepAlive(this: ClientRequest, enable?: boolean, delay?: number): void {
    (this as never as { _deferToConnect(method: string, args: unknown[]): void })._deferToConnect("setKeepAlive", [enable, delay]);
  },

  clearTimeout(this: ClientRequest, callback?: Listener): void {
    this.setTimeout(0, callback);
  },
});

/** Tells the request when its socket times out. */
export function watchTimeout(request: ClientRequest): void {
  if (request.timeoutCb !== null) return;
  const told = requestTimedOut;
  request.timeoutCb = told as never;
  if (request._socket) request._socket.once("timeout", told as never);
  else request.on("socket", ((socket: Socket) => socket.once("timeout", told as never)) as never);
}

function destroyLater(request: ClientRequest, socket: Socket, error: Error | undefined): void {
  if (!socket.destroyed) socket.destroy(error);
  else if (error) request.emit("error", error);
}

/** The request has a connection, or learns that it gets none. */
function takeSocket(request: ClientRequest, socket: Socket | undefined, error: Error | undefined): void {
  if (!request.destroyed && !error) {
    attachSocket(request, socket as Socket);
    return;
  }
  const { agent } = request;
  let reason = error ?? request._destroyError ?? undefined;
  // Aborted before it had a connection, it ends without an error.
  if (reason === undefined && !request.aborted) reason = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  request.destroyed = true;
  // The connection is as good as before: it goes to the next one.
  if (socket && !error && agent && !socket.destroyed) socket.emit("free");
  else if (socket) {
    socket.once("error", (() => {}) as never);
    socket.destroy(error);
  }
  if (reason !== undefined) {
    request._errored = reason;
    request.emit("error", reason);
  }
  request._closed = true;
  request.emit("close");
}
