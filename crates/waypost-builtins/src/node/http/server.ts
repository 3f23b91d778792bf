// node:http: `Server`, for packages that open a port of their own. What a project's routes are asked
// does not come here.

import { codes } from "waypost-internal:internal/errors/errors";
import { clearTimeout, setInterval, type Timeout } from "waypost-internal:internal/event_loop/event_loop";
import { validateBoolean, validateInteger, validateObject } from "waypost-internal:internal/validators/validators";
import type { Listener } from "waypost-internal:node/events/events";
import { Connection } from "waypost-internal:node/http/server_connection";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { ServerResponse } from "waypost-internal:node/http/server_response";
import { Server as NetServer, type Server as NetServerType, type ServerOptions as NetServerOptions } from "waypost-internal:node/net/server";
import type { Socket } from "waypost-internal:node/net/socket";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";

export interface ServerOptions extends NetServerOptions {
  IncomingMessage?: typeof IncomingMessage;
  ServerResponse?: typeof ServerResponse;
  maxHeaderSize?: number;
  insecureHTTPParser?: boolean;
  requestTimeout?: number;
  headersTimeout?: number;
  keepAliveTimeout?: number;
  keepAliveTimeoutBuffer?: number;
  connectionsCheckingInterval?: number;
  requireHostHeader?: boolean;
  joinDuplicateHeaders?: boolean;
  rejectNonStandardBodyWrites?: boolean;
}

/** What an HTTP server has beside its port; one over TLS has the same. */
export interface HttpServerFields {
  timeout: number;
  keepAliveTimeout: number;
  keepAliveTimeoutBuffer: number;
  maxHeadersCount: number | null;
  maxRequestsPerSocket: number;
  headersTimeout: number;
  requestTimeout: number;
  httpAllowHalfOpen: boolean;
  _httpOptions: ServerOptions;
  _httpConnections: Set<Connection>;
  [CHECKING]: Timeout | undefined;
}
export type Server = NetServerType & HttpServerFields;
interface ServerConstructor {
  new (options?: ServerOptions | Listener, listener?: Listener): Server;
  (options?: ServerOptions | Listener, listener?: Listener): Server;
  prototype: Server;
}

/** The timer that looks for connections that take too long. */
export const CHECKING: unique symbol = Symbol("http.server.connectionsCheckingInterval");
const REQUEST_LIMIT = 300_000;
const HEADERS_LIMIT = 60_000;
const CHECK_EVERY = 30_000;

export const Server: ServerConstructor = function Server(this: Server, given?: ServerOptions | Listener, listener?: Listener): unknown {
  if (!(this instanceof (Server as unknown as Function))) return new Server(given, listener);
  const options = checkOptions(given);
  (NetServer as unknown as Function).call(this, { allowHalfOpen: true, noDelay: options.noDelay ?? true, keepAlive: options.keepAlive ?? false, keepAliveInitialDelay: options.keepAliveInitialDelay ?? 0, highWaterMark: options.highWaterMark });
  prepareHttp(this, options, typeof given === "function" ? given : listener);
  this.on("connection", ((socket: Socket) => takeHttp(this, socket)) as unknown as Listener);
  return undefined;
} as unknown as ServerConstructor;
inheritFrom(Server as unknown as Function, NetServer as unknown as Function, "Server");

export function checkOptions(given: unknown): ServerOptions {
  if (typeof given === "function" || given === undefined || given === null) return {};
  validateObject(given, "options");
  const options = given as ServerOptions;
  for (const name of ["insecureHTTPParser", "requireHostHeader", "joinDuplicateHeaders", "rejectNonStandardBodyWrites"]) {
    if (options[name] !== undefined) validateBoolean(options[name], `options.${name}`);
  }
  if (options.maxHeaderSize !== undefined) validateInteger(options.maxHeaderSize, "maxHeaderSize", 0);
  for (const name of ["requestTimeout", "headersTimeout", "keepAliveTimeout", "connectionsCheckingInterval"]) {
    if (options[name] !== undefined) validateInteger(options[name], name, 0);
  }
  const { requestTimeout = REQUEST_LIMIT, headersTimeout } = options;
  if (headersTimeout !== undefined && requestTimeout > 0 && headersTimeout > requestTimeout) {
    throw new codes.ERR_OUT_OF_RANGE!("headersTimeout", "<= requestTimeout", headersTimeout);
  }
  return options;
}

/** The fields and listeners of an HTTP server, over TCP or TLS. */
export function prepareHttp(given: NetServerType, options: ServerOptions, listener: Listener | undefined): void {
  const server = given as Server;
  server._httpOptions = options;
  server._httpConnections = new Set();
  server[CHECKING] = undefined;
  server.timeout = 0;
  server.keepAliveTimeout = options.keepAliveTimeout ?? 5000;
  server.keepAliveTimeoutBuffer = options.keepAliveTimeoutBuffer ?? 1000;
  server.maxHeadersCount = null;
  server.maxRequestsPerSocket = 0;
  server.requestTimeout = options.requestTimeout ?? REQUEST_LIMIT;
  server.headersTimeout = options.headersTimeout ?? Math.min(HEADERS_LIMIT, server.requestTimeout || HEADERS_LIMIT);
  server.httpAllowHalfOpen = false;
  if (listener) server.on("request", listener);
  server.on("listening", (() => startChecking(server)) as Listener);
}

/** A connection begins to speak HTTP. */
export function takeHttp(given: NetServerType, socket: Socket): void {
  const server = given as Server;
  const connection = new Connection(server, socket);
  server._httpConnections.add(connection);
  socket.once("close", (() => server._httpConnections.delete(connection)) as never);
}

function startChecking(server: Server): void {
  clearTimeout(server[CHECKING]);
  const every = server._httpOptions.connectionsCheckingInterval ?? CHECK_EVERY;
  server[CHECKING] = setInterval(() => {
    for (const connection of [...server._httpConnections]) connection.checkTime();
  }, every).unref();
}

export const httpServerMethods = {
  setTimeout(this: Server, milliseconds: number | Listener, callback?: Listener): Server {
    this.timeout = milliseconds as number;
    if (callback) this.on("timeout", callback);
    return this;
  },

  close(this: Server, callback?: Listener): Server {
    clearTimeout(this[CHECKING]);
    (NetServer.prototype.close as Function).call(this, callback);
    (this as never as { closeIdleConnections(): void }).closeIdleConnections();
    return this;
  },

  closeAllConnections(this: Server): void {
    for (const { socket } of [...this._httpConnections]) socket.destroy();
  },

  closeIdleConnections(this: Server): void {
    for (const connection of [...this._httpConnections]) if (connection.isIdle) connection.socket.destroy();
  },

  [Symbol.asyncDispose](this: Server): Promise<void> {
    return new Promise((resolve, reject) => {
      this.close(((error?: Error) => (error ? reject(error) : resolve())) as Listener);
    });
  },

  [Symbol.for("nodejs.rejection")](this: Server, error: Error, event: string, ...args: unknown[]): void {
    if (event !== "request") {
      (NetServer.prototype as unknown as Record<symbol, Function>)[Symbol.for("nodejs.rejection")]!.call(this, error, event, ...args);
      return;
    }
    const response = args[1] as ServerResponse;
    if (!(response as unknown as { headersSent: boolean }).headersSent && !(response as unknown as { writableEnded: boolean }).writableEnded) {
      for (const name of (response as unknown as { getHeaderNames(): string[] }).getHeaderNames()) response.removeHeader(name);
      response.statusCode = 500;
      response.end("Internal Server Error");
    } else response.destroy();
  },
};
defineMethods(Server.prototype, httpServerMethods);
