// node:dgram: sockets of datagrams. A socket is a descriptor from `bind` on; what is sent before waits for it.
//
// Options and errors are Node.js's. A descriptor is closed with the socket, or with the worker.

import { current, type Frame } from "waypost-internal:internal/async_context/async_context";
import { codes, connectionException, type NodeError, SystemError } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { validateAbortSignal, validateFunction, validateNumber, validatePort, validateString } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { lookup } from "waypost-internal:node/dns/dns";
import { EventEmitter, type Listener } from "waypost-internal:node/events/events";
import { addAbortListener } from "waypost-internal:node/events/statics";
import { deliver } from "waypost-internal:node/net/deliver";
import { op_dgram_bind, op_dgram_buffer, op_dgram_close, op_dgram_connect, op_dgram_membership, op_dgram_names, op_dgram_receive, op_dgram_send, op_dgram_set } from "waypost-native:node/dgram";

type SocketType = "udp4" | "udp6";
type Callback = (error: Error | null, bytes?: number) => void;
type Lookup = (host: string, family: number, done: (error: Error | null, address: string) => void) => void;

export interface SocketOptions {
  type: SocketType;
  reuseAddr?: boolean;
  reusePort?: boolean;
  ipv6Only?: boolean;
  recvBufferSize?: number;
  sendBufferSize?: number;
  lookup?: Lookup;
  signal?: AbortSignal;
}

interface BindOptions {
  port?: number;
  address?: string;
  fd?: unknown;
}

export interface AddressInfo {
  address: string;
  family: string;
  port: number;
}

const BUFFER_TYPES = ["Buffer", "TypedArray", "DataView", "string"];

export class Socket extends (EventEmitter as unknown as new () => InstanceType<typeof EventEmitter>) {
  type: SocketType;
  #options: Partial<SocketOptions>;
  #lookup: Lookup;
  #id: number | undefined;
  #binding: "none" | "under way" | "done" = "none";
  #connection: "none" | "under way" | "done" = "none";
  /** What waits for `bind`. */
  #queue: (() => void)[] = [];
  #isClosed: boolean = false;
  #frame: Frame | undefined = current();
  #sending: number = 0;
  #sendingBytes: number = 0;

  constructor(type: SocketType | SocketOptions, listener?: Listener) {
    super();
    const options: Partial<SocketOptions> = typeof type === "object" && type !== null ? type : {};
    const name = typeof type === "object" && type !== null ? type.type : type;
    if (name !== "udp4" && name !== "udp6") throw new codes.ERR_SOCKET_BAD_TYPE!();
    const { recvBufferSize, sendBufferSize, signal } = options;
    if (recvBufferSize) validateNumber(recvBufferSize, "options.recvBufferSize");
    if (sendBufferSize) validateNumber(sendBufferSize, "options.sendBufferSize");
    if (options.lookup !== undefined) validateFunction(options.lookup, "lookup");
    this.type = name;
    this.#options = options;
    this.#lookup = options.lookup ?? (lookup as unknown as Lookup);
    if (typeof listener === "function") this.on("message", listener);
    if (signal !== undefined) {
      validateAbortSignal(signal, "options.signal");
      this.#closeOnAbort(signal);
    }
  }

  #closeOnAbort(signal: AbortSignal): void {
    const close = (): void => {
      if (!this.#isClosed) this.close();
    };
    if (signal.aborted) {
      close();
      return;
    }
    const undo = addAbortListener(signal as never, close as Listener);
    this.once("close", (() => undo[Symbol.dispose]()) as Listener);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new codes.ERR_SOCKET_DGRAM_NOT_RUNNING!();
  }

  /** The address that a name means; without one `empty` is meant. */
  #resolve(host: string | null | undefined, empty: string, done: (error: Error | null, address: string) => void): void {
    if (!host) nextTick(done as never, null, empty);
    else this.#lookup(host, this.type === "udp4" ? 4 : 6, done);
  }

  bind(...args: unknown[]): this {
    this.#checkOpen();
    if (this.#binding !== "none") throw new codes.ERR_SOCKET_ALREADY_BOUND!();
    const callback = args[args.length - 1];
    const options = (typeof args[0] === "object" && args[0] !== null ? args[0] : {}) as BindOptions;
    if (options.fd !== undefined) throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("binding to a file descriptor");
    const isPlain = typeof args[0] !== "object" || args[0] === null;
    const port = isPlain ? (typeof args[0] === "function" ? 0 : args[0]) : options.port;
    const address = isPlain ? (typeof args[1] === "function" ? "" : (args[1] as string | undefined)) : options.address;
    if (typeof callback === "function") this.#onBound(callback as Listener);
    this.#binding = "under way";
    this.#resolve(address, this.type === "udp4" ? "0.0.0.0" : "::", (error, ip) => this.#open(error, ip, Number(port ?? 0) || 0));
    return this;
  }

  /** Node.js forgets the callback when binding fails. */
  #onBound(callback: Listener): void {
    const forget = (): void => {
      this.removeListener("listening", bound);
      this.removeListener("error", forget as Listener);
    };
    const bound = ((...args: unknown[]) => {
      forget();
      Reflect.apply(callback, this, args);
    }) as Listener;
    this.on("listening", bound);
    this.on("error", forget as Listener);
  }

  #open(failed: Error | null, address: string, port: number): void {
    if (this.#isClosed) return;
    const { ipv6Only, reuseAddr, reusePort, recvBufferSize, sendBufferSize } = this.#options;
    const id = failed === null ? op_dgram_bind(address, port, !!ipv6Only, !!reuseAddr, !!reusePort) : "";
    if (typeof id === "string") {
      this.#binding = "none";
      this.#queue = [];
      this.emit("error", failed ?? connectionException({ code: id, syscall: "bind", address, port }));
      return;
    }
    this.#id = id;
    this.#binding = "done";
    if (recvBufferSize) op_dgram_buffer(id, true, recvBufferSize);
    if (sendBufferSize) op_dgram_buffer(id, false, sendBufferSize);
    this.#receive(id);
    this.emit("listening");
    const queue = this.#queue;
    this.#queue = [];
    for (const run of queue) run();
  }

  #receive(id: number): void {
    deliver(op_dgram_receive(id), this.#frame, (received) => {
      if (received === null || this.#id !== id) return;
      this.#receive(id);
      if (typeof received === "string") {
        this.emit("error", connectionException({ code: received, syscall: "recvmsg" }));
        return;
      }
      const [bytes, address, port] = received;
      const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.emit("message", message, { address, family: this.#family(), port, size: bytes.byteLength });
    });
  }

  #family(): string {
    return this.type === "udp4" ? "IPv4" : "IPv6";
  }

  /** Runs now, or when the socket is bound; binds it to any port if need be. */
  #whenBound(run: () => void): void {
    if (this.#binding === "none") this.bind({ port: 0 });
    if (this.#binding === "done") run();
    else this.#queue.push(run);
  }

  connect(port: unknown, address?: unknown, callback?: unknown): void {
    const number = validatePort(port, "Port", false);
    const host = typeof address === "function" || address === undefined ? "" : address;
    validateString(host, "address");
    const done = (typeof address === "function" ? address : callback) as Listener | undefined;
    this.#checkOpen();
    if (this.#connection !== "none") throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED!();
    this.#connection = "under way";
    this.#whenBound(() => {
      if (typeof done === "function") this.once("connect", done);
      this.#resolve(host, this.#loopback(), (error, ip) => this.#connect(error, ip, number, done));
    });
  }

  #loopback(): string {
    return this.type === "udp4" ? "127.0.0.1" : "::1";
  }

  #connect(failed: Error | null, address: string, port: number, done: Listener | undefined): void {
    if (this.#id === undefined) return;
    const code = failed === null ? op_dgram_connect(this.#id, address, port) : null;
    const error = code === null ? failed : connectionException({ code, syscall: "connect", address, port });
    this.#connection = error === null ? "done" : "none";
    nextTick(() => {
      if (error === null) this.emit("connect");
      else if (typeof done !== "function") this.emit("error", error);
      else {
        this.removeListener("connect", done);
        Reflect.apply(done, this, [error]);
      }
    });
  }

  disconnect(): void {
    if (this.#connection !== "done") throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED!();
    const code = op_dgram_connect(this.#id as number, null, 0);
    if (code !== null) throw connectionException({ code, syscall: "connect" });
    this.#connection = "none";
  }

  /** `send(message[, offset, length][, port][, address][, callback])`; a connected socket has no port and address. */
  send(buffer: unknown, offset?: unknown, length?: unknown, port?: unknown, address?: unknown, callback?: unknown): void {
    const isConnected = this.#connection === "done";
    let message = buffer;
    let [to, host, done] = [port, address, callback];
    if (isConnected) {
      if (typeof length === "number") {
        message = part(buffer, offset, length);
        if (typeof port === "function") [done, to] = [port, undefined];
      } else done = offset;
      if (to || host) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED!();
    } else if (address || (port && typeof port !== "function")) message = part(buffer, offset, length);
    else [to, host, done] = [offset, length, port];
    const bytes = whole(message);
    const number = isConnected ? 0 : validatePort(to, "Port", false);
    if (typeof host === "function") [done, host] = [host, undefined];
    else if (host !== null && host !== undefined) validateString(host, "address");
    const told = typeof done === "function" ? (done as Callback) : undefined;
    this.#checkOpen();
    this.#whenBound(() => {
      if (isConnected) this.#send(null, bytes, null, 0, told);
      else this.#resolve(host as string | undefined, this.#loopback(), (error, ip) => this.#send(error, bytes, ip, number, told));
    });
  }

  #send(failed: Error | null, bytes: Uint8Array, address: string | null, port: number, done: Callback | undefined): void {
    if (failed !== null) {
      if (done === undefined) this.emit("error", failed);
      else done(failed);
      return;
    }
    if (this.#id === undefined) return;
    this.#sending++;
    this.#sendingBytes += bytes.byteLength;
    deliver(op_dgram_send(this.#id, bytes, address, port), current(), (code) => {
      this.#sending--;
      this.#sendingBytes -= bytes.byteLength;
      if (done === undefined) return;
      if (code === null) done(null, bytes.byteLength);
      else done(connectionException(address === null ? { code, syscall: "send" } : { code, syscall: "send", address, port }));
    });
  }

  sendto(buffer: unknown, offset: unknown, length: unknown, port: unknown, address: unknown, callback?: unknown): void {
    validateNumber(offset, "offset");
    validateNumber(length, "length");
    validateNumber(port, "port");
    validateString(address, "address");
    this.send(buffer, offset, length, port, address, callback);
  }

  close(callback?: Listener): this {
    if (typeof callback === "function") this.on("close", callback);
    if (this.#queue.length > 0) {
      this.#queue.push(() => this.close());
      return this;
    }
    this.#checkOpen();
    this.#isClosed = true;
    if (this.#id !== undefined) op_dgram_close(this.#id);
    this.#id = undefined;
    nextTick(() => this.emit("close"));
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => this.close((() => resolve()) as Listener));
  }

  address(): AddressInfo {
    this.#checkOpen();
    const [address, port] = this.#id === undefined ? [null, null] : op_dgram_names(this.#id);
    if (address === null) throw connectionException({ code: "EBADF", syscall: "getsockname" });
    return { address, family: this.#family(), port: port as number };
  }

  remoteAddress(): AddressInfo {
    this.#checkOpen();
    if (this.#connection !== "done") throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED!();
    const [, , address, port] = op_dgram_names(this.#id as number);
    if (address === null) throw connectionException({ code: "ENOTCONN", syscall: "getpeername" });
    return { address, family: this.#family(), port: port as number };
  }

  /** Sets an option; the system's refusal is named after the method. */
  #set(option: string, value: number, method: string): void {
    this.#checkOpen();
    const code = this.#id === undefined ? "EBADF" : op_dgram_set(this.#id, option, value);
    if (code !== null) throw connectionException({ code, syscall: method });
  }

  setBroadcast(value: unknown): void {
    this.#set("broadcast", value ? 1 : 0, "setBroadcast");
  }

  setTTL(ttl: number): number {
    validateNumber(ttl, "ttl");
    this.#set("ttl", ttl, "setTTL");
    return ttl;
  }

  setMulticastTTL(ttl: number): number {
    validateNumber(ttl, "ttl");
    this.#set("multicastTTL", ttl, "setMulticastTTL");
    return ttl;
  }

  setMulticastLoopback<T>(value: T): T {
    this.#set("multicastLoopback", value ? 1 : 0, "setMulticastLoopback");
    return value;
  }

  addMembership(group: unknown, networkInterface?: unknown): void {
    this.#membership(group, networkInterface, true, "addMembership");
  }

  dropMembership(group: unknown, networkInterface?: unknown): void {
    this.#membership(group, networkInterface, false, "dropMembership");
  }

  #membership(group: unknown, networkInterface: unknown, join: boolean, method: string): void {
    this.#checkOpen();
    if (!group) throw new codes.ERR_MISSING_ARGS!("multicastAddress");
    if (this.#id === undefined && join) {
      this.#whenBound(() => this.#membership(group, networkInterface, join, method));
      return;
    }
    const text = networkInterface === undefined || networkInterface === null ? "" : `${networkInterface as string}`;
    const code = this.#id === undefined ? "EBADF" : op_dgram_membership(this.#id, `${group as string}`, text, join);
    if (code !== null) throw connectionException({ code, syscall: method });
  }

  #buffer(isReceive: boolean, size: number): number {
    const answer = this.#id === undefined ? "EBADF" : op_dgram_buffer(this.#id, isReceive, size);
    if (typeof answer === "number") return answer;
    const error: NodeError = new SystemError({ code: answer, syscall: isReceive ? "uv_recv_buffer_size" : "uv_send_buffer_size" }) as never;
    error.message = error.message.replace("A system error occurred", "Could not get or set buffer size");
    error.code = "ERR_SOCKET_BUFFER_SIZE";
    throw error;
  }

  setRecvBufferSize(size: number): void {
    this.#buffer(true, bufferSize(size));
  }

  setSendBufferSize(size: number): void {
    this.#buffer(false, bufferSize(size));
  }

  getRecvBufferSize(): number {
    return this.#buffer(true, 0);
  }

  getSendBufferSize(): number {
    return this.#buffer(false, 0);
  }

  getSendQueueSize(): number {
    return this.#sendingBytes;
  }

  getSendQueueCount(): number {
    return this.#sending;
  }

  /** A worker does not end with its last socket. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function bufferSize(size: number): number {
  if (size >>> 0 !== size) throw new codes.ERR_SOCKET_BAD_BUFFER_SIZE!();
  return size;
}

/** The bytes of a view or a text. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value === "string") return Buffer.from(value);
  if (!ArrayBuffer.isView(value)) return undefined;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

function part(value: unknown, offset: unknown, length: unknown): Uint8Array {
  const bytes = bytesOf(value);
  if (bytes === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("buffer", BUFFER_TYPES, value);
  const [start, size] = [Number(offset) >>> 0, Number(length) >>> 0];
  if (start > bytes.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS!("offset");
  if (start + size > bytes.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS!("length");
  return bytes.subarray(start, start + size);
}

/** A message, or the pieces of one. */
function whole(message: unknown): Uint8Array {
  if (!Array.isArray(message)) {
    const bytes = bytesOf(message);
    if (bytes === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("buffer", BUFFER_TYPES, message);
    return bytes;
  }
  const pieces = message.map((piece) => {
    const bytes = bytesOf(piece);
    if (bytes === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("buffer list arguments", BUFFER_TYPES, message);
    return bytes;
  });
  return Buffer.concat(pieces);
}

export function createSocket(type: SocketType | SocketOptions, listener?: Listener): Socket {
  return new Socket(type, listener);
}

export default { createSocket, Socket };
