// node:net: `Server`, for packages that open a port of their own. The port is the worker's: another
// worker of the same project opens its own, or finds it taken.

import { current, type Frame } from "waypost-internal:internal/async_context/async_context";
import { codes, connectionException } from "waypost-internal:internal/errors/errors";
import { systemMessage } from "waypost-internal:internal/errors/system";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { validateAbortSignal, validateBoolean, validateNumber, validatePort } from "waypost-internal:internal/validators/validators";
import { lookup } from "waypost-internal:node/dns/dns";
import { EventEmitter, type Listener } from "waypost-internal:node/events/events";
import { addAbortListener } from "waypost-internal:node/events/statics";
import { isIP } from "waypost-internal:node/net/address";
import type { BlockList } from "waypost-internal:node/net/block_list";
import { normalizeArgs } from "waypost-internal:node/net/connect";
import { deliver } from "waypost-internal:node/net/deliver";
import { SystemHandle } from "waypost-internal:node/net/handle";
import { type Address, familyOf, Socket, type SocketOptions } from "waypost-internal:node/net/socket";
import { defineAccessors, defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import { op_net_accept, op_net_close, op_net_listen, op_net_listen_path, op_net_listening_on } from "waypost-native:node/net";

export interface ServerOptions {
  allowHalfOpen?: boolean;
  pauseOnConnect?: boolean;
  noDelay?: boolean;
  keepAlive?: boolean;
  keepAliveInitialDelay?: number;
  highWaterMark?: number;
  blockList?: BlockList;
  [name: string]: unknown;
}

interface ListenOptions {
  port?: number | string;
  host?: string;
  path?: string;
  backlog?: number;
  exclusive?: boolean;
  ipv6Only?: boolean;
  reusePort?: boolean;
  readableAll?: boolean;
  writableAll?: boolean;
  signal?: AbortSignal;
  fd?: unknown;
  [name: string]: unknown;
}

export type Server = EventEmitter & {
  _listener: number | undefined;
  _frame: Frame | undefined;
  _isResolving: boolean;
  _connections: number;
  _options: ServerOptions;
  _path: string | undefined;
  _connectionKey: string | undefined;
  _onClosed: Listener[];
  _isClosing: boolean;
  maxConnections: number | undefined;
  dropMaxConnection: boolean;
  allowHalfOpen: boolean;
  pauseOnConnect: boolean;
  noDelay: boolean;
  keepAlive: boolean;
  keepAliveInitialDelay: number;
  listening: boolean;
  listen(...args: unknown[]): Server;
  address(): Address | string | null;
  close(callback?: Listener): Server;
  _socketClosed(socket: Socket): void;
  _makeSocket(handle: SystemHandle): Socket | null;
  _tellClosed(): void;
};
interface ServerConstructor {
  new (options?: ServerOptions | Listener, listener?: Listener): Server;
  (options?: ServerOptions | Listener, listener?: Listener): Server;
  prototype: Server;
}

export const Server: ServerConstructor = function Server(this: Server, given?: ServerOptions | Listener, listener?: Listener): unknown {
  if (!(this instanceof (Server as unknown as Function))) return new Server(given, listener);
  (EventEmitter as unknown as Function).call(this);
  if (given !== undefined && given !== null && typeof given !== "function" && typeof given !== "object") {
    throw new codes.ERR_INVALID_ARG_TYPE!("options", "Object", given);
  }
  const options: ServerOptions = typeof given === "object" && given !== null ? { ...given } : {};
  const onConnection = typeof given === "function" ? given : listener;
  if (typeof onConnection === "function") this.on("connection", onConnection);
  for (const name of ["keepAlive", "noDelay"]) {
    if (options[name] !== undefined) validateBoolean(options[name], `options.${name}`);
  }
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, "options.keepAliveInitialDelay");
  }
  this._listener = undefined;
  this._isResolving = false;
  this._isClosing = false;
  this._connections = 0;
  this._options = options;
  this._path = undefined;
  this._onClosed = [];
  this.dropMaxConnection = false;
  this.allowHalfOpen = !!options.allowHalfOpen;
  this.pauseOnConnect = !!options.pauseOnConnect;
  this.noDelay = !!options.noDelay;
  this.keepAlive = !!options.keepAlive;
  this.keepAliveInitialDelay = options.keepAliveInitialDelay ?? 0;
  return undefined;
} as unknown as ServerConstructor;
inheritFrom(Server as unknown as Function, EventEmitter as unknown as Function, "Server");

const prototype = Server.prototype as Server & Record<string, unknown>;
const DEFAULT_BACKLOG = 511;

/** What `listen` was given as options. */
function listenOptions(args: unknown[]): [ListenOptions, Listener | null] {
  const [options, callback] = normalizeArgs(args) as unknown as [ListenOptions, Listener | null];
  const made = { ...options };
  if (typeof args[0] === "function") made.port = 0;
  if (typeof args[0] !== "object" || args[0] === null) {
    const numbers = args.slice(1).filter((arg) => typeof arg === "number" || (typeof arg === "string" && arg !== options.host && arg.trim() !== "" && Number(arg) >= 0));
    if (numbers.length > 0) made.backlog = Number(numbers[0]);
  }
  return [made, callback];
}

/** `listen EADDRINUSE: address already in use 127.0.0.1:80`. */
function listenError(code: string, address: string, port?: number): Error {
  const error = connectionException({ code, syscall: "listen", address, port: port as number });
  const place = port !== undefined && port > 0 ? `${address}:${port}` : address;
  error.message = `listen ${code}: ${systemMessage(code)} ${place}`;
  return error;
}

function failLater(server: Server, error: Error): void {
  server._isResolving = false;
  nextTick(() => server.emit("error", error));
}

function startAccepting(server: Server, listener: number): void {
  server._listener = listener;
  server._frame = current();
  server._isResolving = false;
  nextTick(() => {
    if (server._listener === listener) server.emit("listening");
  });
  accept(server, listener);
}

function accept(server: Server, listener: number): void {
  deliver(op_net_accept(listener), server._frame, (accepted) => {
    if (accepted === null) return;
    if (server._listener !== listener) {
      if (typeof accepted === "number") op_net_close(accepted, false);
      return;
    }
    accept(server, listener);
    if (typeof accepted === "string") {
      server.emit("error", connectionException({ code: accepted, syscall: "accept" }));
    } else takeConnection(server, new SystemHandle(server._path !== undefined, accepted));
  });
}

function takeConnection(server: Server, handle: SystemHandle): void {
  const { maxConnections, _options: options } = server;
  const names = handle.names();
  const family = familyOf(names.remoteAddress);
  if (maxConnections !== undefined && server._connections >= maxConnections) {
    handle.close();
    server.emit("drop", { ...names, localFamily: familyOf(names.localAddress), remoteFamily: family });
    return;
  }
  if (options.blockList && names.remoteAddress !== undefined && options.blockList.check(names.remoteAddress, family?.toLowerCase())) {
    handle.close();
    return;
  }
  const socket = server._makeSocket(handle);
  if (socket === null) return;
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit("connection", socket);
}

function listenOn(server: Server, address: string, port: number, options: ListenOptions): string | undefined {
  const { backlog, ipv6Only, reusePort } = options;
  const listener = op_net_listen(address, port, backlog || DEFAULT_BACKLOG, !!ipv6Only, !!reusePort);
  if (typeof listener === "string") return listener;
  server._connectionKey = `${address.includes(":") ? 6 : 4}:${address}:${port}`;
  startAccepting(server, listener);
  return undefined;
}

/** Without a host: every address, of both families where there are two. */
function listenAnywhere(server: Server, port: number, options: ListenOptions): void {
  let address = "::";
  let failed = listenOn(server, address, port, options);
  if (failed === "EAFNOSUPPORT" || failed === "EADDRNOTAVAIL" || failed === "EINVAL") {
    address = "0.0.0.0";
    failed = listenOn(server, address, port, options);
  }
  if (failed !== undefined) failLater(server, listenError(failed, address, port));
}

function listenAtHost(server: Server, host: string, port: number, options: ListenOptions): void {
  const open = (address: string): void => {
    const failed = listenOn(server, address, port, options);
    if (failed !== undefined) failLater(server, listenError(failed, address, port));
  };
  if (isIP(host)) {
    open(host);
    return;
  }
  lookup(host, (error: Error | null, address: string) => {
    if (!server._isResolving) return;
    if (error) failLater(server, error);
    else open(address);
  });
}

function listenPath(server: Server, path: string, options: ListenOptions): void {
  server._path = path;
  const listener = op_net_listen_path(path, options.backlog || DEFAULT_BACKLOG, !!options.readableAll, !!options.writableAll);
  if (typeof listener !== "string") startAccepting(server, listener);
  else {
    server._path = undefined;
    failLater(server, listenError(listener, path));
  }
}

defineMethods(prototype, {
  listen(this: Server, ...args: unknown[]): Server {
    const [options, callback] = listenOptions(args);
    if (this._listener !== undefined || this._isResolving) throw new codes.ERR_SERVER_ALREADY_LISTEN!();
    const { port, path, host, signal } = options;
    if (options.fd !== undefined || (options as { _handle?: unknown })._handle !== undefined) {
      throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("listening on a file descriptor");
    }
    const hasPort = typeof port === "number" || typeof port === "string" || port === null || (args.length === 0 || typeof args[0] === "function" || (port === undefined && "port" in options));
    if (hasPort) validatePort(port ?? 0, "options.port");
    else if (typeof path !== "string") {
      throw new codes.ERR_INVALID_ARG_VALUE!("options", options, 'must have the property "port" or "path"');
    }
    if (signal !== undefined) validateAbortSignal(signal, "options.signal");
    if (callback !== null) this.once("listening", callback);
    this._isClosing = false;
    this._isResolving = true;
    if (signal !== undefined) closeOnAbort(this, signal);
    if (!hasPort) listenPath(this, path as string, options);
    else if (host) listenAtHost(this, host, Number(port ?? 0), options);
    else listenAnywhere(this, Number(port ?? 0), options);
    return this;
  },

  /** The stream of an accepted connection; TLS servers make their own. */
  _makeSocket(this: Server, handle: SystemHandle): Socket | null {
    const options: SocketOptions = {
      handle,
      allowHalfOpen: this.allowHalfOpen,
      manualStart: this.pauseOnConnect,
      noDelay: this.noDelay,
      keepAlive: this.keepAlive,
      keepAliveInitialDelay: this.keepAliveInitialDelay,
    };
    if (this._options.highWaterMark !== undefined) options.highWaterMark = this._options.highWaterMark;
    const socket = new Socket(options);
    if (this.pauseOnConnect) socket.pause();
    return socket;
  },

  address(this: Server): Address | string | null {
    if (this._listener === undefined) return null;
    const [address, port] = op_net_listening_on(this._listener);
    if (address === undefined) return null;
    return port === undefined ? address : { address, family: familyOf(address) as string, port };
  },

  getConnections(this: Server, callback: (error: Error | null, count: number) => void): Server {
    nextTick(callback as never, null, this._connections);
    return this;
  },

  close(this: Server, callback?: Listener): Server {
    const isOpen = this._listener !== undefined || this._isResolving;
    if (typeof callback === "function") {
      if (isOpen) this.once("close", callback);
      else {
        this.once("close", function closed(this: Server) {
          (callback as (error: Error) => void).call(this, new codes.ERR_SERVER_NOT_RUNNING!());
        } as Listener);
      }
    }
    if (this._listener !== undefined) op_net_close(this._listener, false);
    this._listener = undefined;
    this._isResolving = false;
    this._path = undefined;
    this._isClosing = true;
    this._tellClosed();
    return this;
  },

  /** `close` is told once no connection is left. */
  _tellClosed(this: Server): void {
    if (!this._isClosing || this._connections > 0) return;
    this._isClosing = false;
    nextTick(() => this.emit("close"));
  },

  _socketClosed(this: Server): void {
    this._connections--;
    this._tellClosed();
  },

  ref(this: Server): Server {
    return this;
  },

  unref(this: Server): Server {
    return this;
  },

  [Symbol.asyncDispose](this: Server): Promise<void> {
    if (this._listener === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.close(((error?: Error) => (error ? reject(error) : resolve())) as Listener);
    });
  },

  [Symbol.for("nodejs.rejection")](this: Server, error: Error, event: string, socket?: Socket): void {
    if (event === "connection") socket?.destroy(error);
    else this.emit("error", error);
  },
});

function closeOnAbort(server: Server, signal: AbortSignal): void {
  if (signal.aborted) nextTick(() => server.close());
  else {
    const undo = addAbortListener(signal as never, (() => server.close()) as Listener);
    server.once("close", (() => undo[Symbol.dispose]()) as Listener);
  }
}

defineAccessors(prototype, {
  listening: {
    enumerable: true,
    get(this: Server): boolean {
      return this._listener !== undefined;
    },
  },
});
