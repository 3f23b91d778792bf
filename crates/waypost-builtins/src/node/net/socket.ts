// node:net: `Socket`, a connection as a stream. What moves the bytes is its `_handle`
// (handle.ts); how it comes to one is connect.ts.

import { codes, connectionException, type SystemContext } from "waypost-internal:internal/errors/errors";
import { clearTimeout, nextTick, setTimeout, type Timeout } from "waypost-internal:internal/event_loop/event_loop";
import { validateFunction, validateNumber } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import type { Listener } from "waypost-internal:node/events/events";
import { connectSocket } from "waypost-internal:node/net/connect";
import type { Handle, Names, Outcome } from "waypost-internal:node/net/handle";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { defineAccessors, defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import type { AnyStream, Callback } from "waypost-internal:node/stream/types";

export interface SocketOptions {
  allowHalfOpen?: boolean;
  fd?: number;
  handle?: Handle;
  readable?: boolean;
  writable?: boolean;
  signal?: AbortSignal;
  noDelay?: boolean;
  keepAlive?: boolean;
  keepAliveInitialDelay?: number;
  /** Bytes are written there instead of being handed over as `data`. */
  onread?: { buffer: Uint8Array | (() => Uint8Array); callback: (length: number, buffer: Uint8Array) => unknown };
  [name: string]: unknown;
}

export interface Address {
  address: string;
  family: string;
  port: number;
}

export type Socket = AnyStream & {
  connecting: boolean;
  timeout: number;
  _handle: Handle | null;
  _host: string | null;
  _parent: Socket | null;
  _server: { _socketClosed(socket: Socket): void } | null;
  server: unknown;
  _hadError: boolean;
  _timer: Timeout | undefined;
  _noDelay: boolean;
  _keepAlive: boolean;
  _keepAliveSeconds: number;
  _onread: SocketOptions["onread"];
  /** What is left of a handle that is gone. */
  _past: { names: Names | undefined; bytesRead: number; bytesWritten: number };
  /** What was tried, when a name had several addresses. */
  autoSelectFamilyAttemptedAddresses: string[] | undefined;
  bytesRead: number;
  bytesWritten: number;
  pending: boolean;
  readyState: string;
  push(chunk: unknown): boolean;
  connect(...args: unknown[]): Socket;
  setTimeout(milliseconds: number, callback?: Listener): Socket;
  setNoDelay(enable?: boolean): Socket;
  setKeepAlive(enable?: boolean, delay?: number): Socket;
  address(): Address | object;
  destroySoon(): void;
  ref(): Socket;
  unref(): Socket;
  _unrefTimer(): void;
  _adopt(handle: Handle): void;
};
interface SocketConstructor {
  new (options?: SocketOptions | number): Socket;
  (options?: SocketOptions | number): Socket;
  prototype: Socket;
}

function nothing(): void {}

export const Socket: SocketConstructor = function Socket(this: Socket, given?: SocketOptions | number): unknown {
  if (!(this instanceof (Socket as unknown as Function))) return new Socket(given);
  const options: SocketOptions = typeof given === "number" ? { fd: given } : { ...given };
  for (const name of ["objectMode", "readableObjectMode", "writableObjectMode"]) {
    if (options[name]) throw new codes.ERR_INVALID_ARG_VALUE!(`options.${name}`, options[name], "is not supported");
  }
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, "options.keepAliveInitialDelay");
  }
  if (options.fd !== undefined && !options.handle) throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("a socket over a file descriptor");
  this.connecting = false;
  this.timeout = 0;
  this._hadError = false;
  this._handle = null;
  this._parent = null;
  this._host = null;
  this._server = null;
  this.server = null;
  this._timer = undefined;
  this._noDelay = !!options.noDelay;
  this._keepAlive = !!options.keepAlive;
  this._keepAliveSeconds = Math.max(0, Math.trunc((options.keepAliveInitialDelay ?? 0) / 1000));
  this._onread = options.onread;
  this._past = { names: undefined, bytesRead: 0, bytesWritten: 0 };
  const { handle, allowHalfOpen } = options;
  const base = { ...options, handle: undefined, emitClose: false, autoDestroy: true, allowHalfOpen: !!allowHalfOpen };
  (Duplex as unknown as Function).call(this, base);
  this.on("end", onEnd as Listener);
  if (handle) {
    this._adopt(handle);
    if (!options.manualStart && options.readable !== false) this.read(0);
  }
  return undefined;
} as unknown as SocketConstructor;
inheritFrom(Socket as unknown as Function, Duplex as unknown as Function, "Socket");
// A subclass may call it without `new`.
Object.defineProperty(Socket, "length", { value: 1, configurable: true });

const prototype = Socket.prototype as Socket & Record<string, unknown>;

/** An error of a handle: a name becomes the error that Node makes of it. */
export function handleError(error: Outcome | Error, syscall: string, details?: Partial<SystemContext>): Error {
  if (typeof error !== "string") return error as Error;
  return connectionException({ code: error, syscall, ...details });
}

/** The peer has ended. Who writes after having ended too is told what came first. */
function onEnd(this: Socket): void {
  if (!this.allowHalfOpen) this.write = writeAfterEnd as never;
}

function writeAfterEnd(this: Socket, chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
  if (!this.writableEnded) return (Duplex.prototype.write as Function).call(this, chunk, encoding, callback) as boolean;
  const done = typeof encoding === "function" ? encoding : callback;
  const error = Object.assign(new Error("This socket has been ended by the other party"), { code: "EPIPE" });
  if (typeof done === "function") nextTick(done as never, error);
  this.destroy(error);
  return false;
}

function fill(socket: Socket, bytes: Uint8Array): boolean {
  const { buffer, callback } = socket._onread as NonNullable<SocketOptions["onread"]>;
  let goOn = true;
  for (let from = 0; from < bytes.byteLength; ) {
    const target = typeof buffer === "function" ? buffer() : buffer;
    const piece = bytes.subarray(from, from + target.byteLength);
    target.set(piece);
    from += piece.byteLength;
    if (callback.call(socket, piece.byteLength, target) === false) goOn = false;
  }
  return goOn;
}

function onRead(socket: Socket, bytes: Uint8Array | null, error: Outcome | Error): void {
  socket._unrefTimer();
  if (bytes !== null) {
    const wantsMore = socket._onread
      ? fill(socket, bytes)
      : socket.push(Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength));
    if (!wantsMore) socket._handle?.readStop();
  } else if (error !== undefined) socket.destroy(handleError(error, "read"));
  else {
    socket.push(null);
    socket.read(0);
  }
}

function whenConnected(socket: Socket, run: () => void): void {
  const cleanUp = (): void => {
    socket.removeListener("connect", connected as never);
    socket.removeListener("close", closed as never);
  };
  const connected = (): void => {
    cleanUp();
    run();
  };
  const closed = (): void => cleanUp();
  socket.once("connect", connected as never);
  socket.once("close", closed as never);
}

function writeBytes(socket: Socket, bytes: Uint8Array, callback: Callback): void {
  if (socket.connecting) {
    const closed = (): void => callback(new codes.ERR_SOCKET_CLOSED_BEFORE_CONNECTION!());
    socket.once("connect", (() => {
      socket.removeListener("close", closed as never);
      writeBytes(socket, bytes, callback);
    }) as never);
    socket.once("close", closed as never);
    return;
  }
  const handle = socket._handle;
  if (handle === null) {
    callback(new codes.ERR_SOCKET_CLOSED!());
    return;
  }
  socket._unrefTimer();
  handle.write(bytes, (error) => {
    socket._unrefTimer();
    if (error === undefined) callback(null);
    else callback(handleError(error, "write"));
  });
}

defineMethods(prototype, {
  /** Takes a handle that is connected. */
  _adopt(this: Socket, handle: Handle): void {
    this._handle = handle;
    handle.onread = (bytes, error): void => onRead(this, bytes, error);
    if (this._noDelay) handle.setNoDelay(true);
    if (this._keepAlive) handle.setKeepAlive(true, this._keepAliveSeconds);
  },

  connect(this: Socket, ...args: unknown[]): Socket {
    return connectSocket(this, args);
  },

  _read(this: Socket): void {
    if (this.connecting || this._handle === null) whenConnected(this, () => (this as never as { _read(): void })._read());
    else if (!this._handle.reading) this._handle.readStart();
  },

  _write(this: Socket, chunk: Uint8Array | string, encoding: string, callback: Callback): void {
    const bytes = typeof chunk === "string" ? (Buffer.from(chunk, encoding) as unknown as Uint8Array) : chunk;
    writeBytes(this, bytes, callback);
  },

  _writev(this: Socket, chunks: { chunk: Uint8Array | string; encoding: string }[], callback: Callback): void {
    const bytes = chunks.map(({ chunk, encoding }) => (typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk));
    writeBytes(this, Buffer.concat(bytes as never) as unknown as Uint8Array, callback);
  },

  _final(this: Socket, callback: Callback): void {
    if (this.connecting) {
      whenConnected(this, () => (this as never as { _final(callback: Callback): void })._final(callback));
      return;
    }
    if (this._handle === null) {
      callback();
      return;
    }
    this._handle.shutdown((error) => {
      // A peer that is gone already needs no farewell.
      if (error === undefined || error === "ENOTCONN") callback();
      else callback(handleError(error, "shutdown"));
    });
  },

  _destroy(this: Socket, error: Error | null, callback: Callback): void {
    this.connecting = false;
    this._host = null;
    clearTimeout(this._timer);
    this._timer = undefined;
    const handle = this._handle;
    const tellClosed = (): void => {
      this.emit("close", error !== null);
    };
    if (handle !== null) {
      this._past = { names: handle.names(), bytesRead: handle.bytesRead, bytesWritten: handle.bytesWritten };
      this._handle = null;
      handle.onread = nothing;
      if ((this as never as { resetAndClosing?: boolean }).resetAndClosing) handle.reset(tellClosed);
      else handle.close(tellClosed);
      callback(error);
    } else {
      callback(error);
      nextTick(tellClosed as never);
    }
    const server = this._server;
    this._server = null;
    server?._socketClosed(this);
  },

  end(this: Socket, ...args: unknown[]): Socket {
    (Duplex.prototype.end as Function).apply(this, args);
    return this;
  },

  destroySoon(this: Socket): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", this.destroy as never);
  },

  /** Breaks off: the peer sees a reset. */
  resetAndDestroy(this: Socket): Socket {
    if (this._handle === null && !this.connecting) {
      this.destroy(new codes.ERR_SOCKET_CLOSED!());
      return this;
    }
    if (this.connecting) {
      this.once("connect", (() => (this as never as { resetAndDestroy(): void }).resetAndDestroy()) as never);
      return this;
    }
    (this as never as { resetAndClosing?: boolean }).resetAndClosing = true;
    return this.destroy() as Socket;
  },

  setTimeout(this: Socket, milliseconds: number, callback?: Listener): Socket {
    if (this.destroyed) return this;
    validateNumber(milliseconds, "msecs");
    if (milliseconds < 0 || !Number.isFinite(milliseconds)) {
      throw new codes.ERR_OUT_OF_RANGE!("msecs", "a non-negative finite number", milliseconds);
    }
    if (callback !== undefined) validateFunction(callback, "callback");
    this.timeout = milliseconds;
    clearTimeout(this._timer);
    this._timer = undefined;
    if (milliseconds === 0) {
      if (callback !== undefined) this.removeListener("timeout", callback);
      return this;
    }
    this._timer = setTimeout(() => expire(this), milliseconds).unref();
    if (callback !== undefined) this.once("timeout", callback);
    return this;
  },

  /** Traffic: the timeout begins anew. */
  _unrefTimer(this: Socket): void {
    for (let socket: Socket | null = this; socket; socket = socket._parent) restart(socket);
  },

  _onTimeout(this: Socket): void {
    this.emit("timeout");
  },

  setNoDelay(this: Socket, enable?: boolean): Socket {
    this._noDelay = enable === undefined ? true : !!enable;
    this._handle?.setNoDelay?.(this._noDelay);
    return this;
  },

  setKeepAlive(this: Socket, enable?: boolean, delay?: number): Socket {
    this._keepAlive = !!enable;
    this._keepAliveSeconds = Math.max(0, Math.trunc(Number(delay ?? 0) / 1000)) || 0;
    this._handle?.setKeepAlive?.(this._keepAlive, this._keepAliveSeconds);
    return this;
  },

  address(this: Socket): Address | object {
    const { localAddress, localPort } = namesOf(this);
    if (localAddress === undefined) return {};
    return { address: localAddress, family: familyOf(localAddress) as string, port: localPort as number };
  },

  ref(this: Socket): Socket {
    this._handle?.ref();
    return this;
  },

  unref(this: Socket): Socket {
    this._handle?.unref();
    return this;
  },

  pause(this: Socket): unknown {
    if (this._onread && !this.connecting && this._handle?.reading) this._handle.readStop();
    return (Duplex.prototype.pause as Function).call(this);
  },

  resume(this: Socket): unknown {
    if (this._onread && !this.connecting && this._handle && !this._handle.reading) this._handle.readStart();
    return (Duplex.prototype.resume as Function).call(this);
  },
});

function restart(socket: Socket): void {
  if (socket._timer === undefined) return;
  if (!socket._timer._destroyed) socket._timer.refresh();
  else socket._timer = setTimeout(() => expire(socket), socket.timeout).unref();
}

function expire(socket: Socket): void {
  // What is still being sent is traffic too.
  const queued = socket._handle?.writeQueueSize ?? 0;
  if (queued > 0 && queued !== (socket as never as { _lastQueue?: number })._lastQueue) {
    (socket as never as { _lastQueue?: number })._lastQueue = queued;
    restart(socket);
    return;
  }
  (socket as never as { _onTimeout(): void })._onTimeout();
}

const NO_NAMES: Names = { localAddress: undefined, localPort: undefined, remoteAddress: undefined, remotePort: undefined };

function namesOf(socket: Socket): Names {
  return socket._handle?.names() ?? socket._past.names ?? NO_NAMES;
}

export function familyOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  return address.includes(":") ? "IPv6" : "IPv4";
}

function waitingBytes(socket: Socket): number {
  return (socket._writableState as unknown as { length: number } | undefined)?.length ?? 0;
}

defineAccessors(prototype, {
  _connecting: {
    get(this: Socket): boolean {
      return this.connecting;
    },
  },
  pending: {
    get(this: Socket): boolean {
      return this._handle === null || this.connecting;
    },
  },
  readyState: {
    get(this: Socket): string {
      if (this.connecting) return "opening";
      if (this.readable && this.writable) return "open";
      if (this.readable) return "readOnly";
      return this.writable ? "writeOnly" : "closed";
    },
  },
  bufferSize: {
    get(this: Socket): number | undefined {
      return this._handle === null && !this.connecting ? undefined : waitingBytes(this);
    },
  },
  bytesRead: {
    get(this: Socket): number {
      return this._handle?.bytesRead ?? this._past.bytesRead;
    },
  },
  bytesWritten: {
    get(this: Socket): number {
      const sent = this._handle?.bytesWritten ?? this._past.bytesWritten;
      return this._handle === null && !this.connecting ? sent : sent + unsent(this);
    },
  },
  localAddress: { get(this: Socket): unknown { return namesOf(this).localAddress; } },
  localPort: { get(this: Socket): unknown { return namesOf(this).localPort; } },
  localFamily: { get(this: Socket): unknown { return familyOf(namesOf(this).localAddress); } },
  remoteAddress: { get(this: Socket): unknown { return namesOf(this).remoteAddress; } },
  remotePort: { get(this: Socket): unknown { return namesOf(this).remotePort; } },
  remoteFamily: { get(this: Socket): unknown { return familyOf(namesOf(this).remoteAddress); } },
});

/** Bytes that the stream holds and the handle was not given. */
function unsent(socket: Socket): number {
  const state = socket._writableState as unknown as { length: number; writing: boolean; writelen: number } | undefined;
  if (state === undefined) return 0;
  return state.length - (state.writing && !socket.connecting ? state.writelen : 0);
}

/** Tells of a connection that is made. */
export function socketConnected(socket: Socket): void {
  socket.connecting = false;
  socket._unrefTimer();
  socket.emit("connect");
  socket.emit("ready");
  // What asked for bytes before there were any starts now.
  if (socket.readable && !(socket as never as { isPaused(): boolean }).isPaused()) socket.read(0);
}
