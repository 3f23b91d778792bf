// The client's side of an HTTP/2 connection: https://nodejs.org/docs/latest-v22.x/api/http2.html#class-clienthttp2session
//
// It speaks over any socket: one of its own to the authority, or what `createConnection` gives. Pushed streams are refused.
// Everything the server sends is bounded: headers, what is received and not read, what waits to be answered.

import { AbortError, codes, nodeError } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { validateAbortSignal, validateFunction, validateInteger, validateObject } from "waypost-internal:internal/validators/validators";
import { bytesOf } from "waypost-internal:internal/webidl/webidl";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { EventEmitter } from "waypost-internal:node/events/events";
import {
  CANCEL, COMPRESSION_ERROR, ENHANCE_YOUR_CALM, FLOW_CONTROL_ERROR, INTERNAL_ERROR, invalidSession, NO_ERROR, PROTOCOL_ERROR, REFUSED_STREAM, sessionError,
} from "waypost-internal:node/http2/errors";
import {
  ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, frame, type Frame, FrameReader, GOAWAY, HEADERS, MOST_PAYLOAD, numbers, PING, ProtocolError,
  PUSH_PROMISE, RST_STREAM, SETTINGS, unpadded, WINDOW_UPDATE,
} from "waypost-internal:node/http2/frames";
import { fieldsOf, type HeadersObject } from "waypost-internal:node/http2/headers";
import { CompressionError, Decoder, encode, type Field } from "waypost-internal:node/http2/hpack";
import { decodeSettings, DEFAULTS, encodeSettings, type Settings } from "waypost-internal:node/http2/settings";
import { checkRequest, ClientHttp2Stream, type Link, type RequestOptions } from "waypost-internal:node/http2/stream";
import type { Socket } from "waypost-internal:node/net/socket";
import { clearTimeout, setTimeout } from "waypost-internal:node/timers/timers";

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/** Bytes of one block of headers, as it is sent. */
const MOST_BLOCK = 256 * 1024;
/** Bytes of headers as they are read. */
const MOST_HEADERS = 64 * 1024;
/** Answers to pings and settings that the socket has not taken: a server that sends on is stopped. */
const MOST_UNSENT = 1 << 20;
/** Requests under way before the server has said how many it allows. */
const MOST_UNHEARD = 100;
const LAST_ID = 2 ** 31 - 1;

export interface SessionOptions {
  settings?: Settings;
  createConnection?: (authority: URL, options: object) => Socket;
  [name: string]: unknown;
}

type Callback = (...args: never[]) => void;
interface Ping {
  payload: string;
  since: number;
  done: Callback;
}

const Base = EventEmitter as unknown as new () => {
  emit(name: string, ...args: unknown[]): boolean;
  on(name: string, listener: Callback): unknown;
  once(name: string, listener: Callback): unknown;
  listenerCount(name: string): number;
};

export class ClientHttp2Session extends Base {
  readonly #socket: Socket;
  readonly #authority: string;
  readonly #scheme: string;
  readonly #reader = new FrameReader();
  readonly #decoder = new Decoder(DEFAULTS.headerTableSize!, MOST_HEADERS);
  readonly #streams: Map<number, ClientHttp2Stream> = new Map();
  readonly #queue: [ClientHttp2Stream, Field[], Set<string>][] = [];
  readonly #link: Link;
  #nextId = 1;
  #window = 65535;
  #unread = 0;
  #block: { id: number; flags: number; parts: Uint8Array[]; size: number } | undefined;
  #pings: Ping[] = [];
  #acks: (Callback | undefined)[] = [];
  #local: Settings = { ...DEFAULTS };
  #announced: Settings[] = [];
  #remote: Settings = { ...DEFAULTS };
  #timer: unknown;
  #isReady = false;
  #isGoing = false;
  /** Whether the server has said what it allows. */
  #hasHeard = false;
  connecting = true;
  closed = false;
  destroyed = false;
  readonly encrypted: boolean;
  readonly type = 1;

  constructor(authority: URL, socket: Socket, settings: Settings) {
    super();
    this.#socket = socket;
    this.#scheme = authority.protocol.slice(0, -1);
    this.#authority = authority.host;
    this.encrypted = this.#scheme === "https";
    this.#link = {
      session: this,
      send: (bytes) => this.#send(bytes),
      sendHeaders: (id, fields, sensitive, flags) => this.#sendHeaders(id, fields, sensitive, flags),
      takeWindow: (wanted) => {
        const size = Math.min(wanted, this.#window);
        this.#window -= Math.max(size, 0);
        return size;
      },
      initialWindow: () => this.#remote.initialWindowSize!,
      ownWindow: () => this.#local.initialWindowSize!,
      forget: (stream) => this.#forget(stream),
    };
    this.#listen(settings);
  }

  // ---- the socket ----

  #listen(settings: Settings): void {
    const socket = this.#socket as unknown as InstanceType<typeof Base> & { connecting: boolean; secureConnecting?: boolean; alpnProtocol?: unknown };
    const start = (): void => {
      if (this.destroyed) return;
      if (this.encrypted && socket.alpnProtocol !== "h2") {
        this.destroy(nodeError(Error, "ERR_HTTP2_ERROR", "The server does not speak HTTP/2"), PROTOCOL_ERROR);
        return;
      }
      this.connecting = false;
      this.#isReady = true;
      this.#send(Buffer.from(PREFACE));
      this.settings({ enablePush: false, ...settings });
      this.emit("connect", this, this.#socket);
      this.#drainQueue();
    };
    socket.on("data", ((bytes: Uint8Array) => this.#receive(bytes)) as Callback);
    socket.on("error", ((error: Error) => this.destroy(error)) as Callback);
    socket.on("close", (() => this.destroy(this.#streams.size > 0 || this.#queue.length > 0 ? sessionError(CANCEL) : undefined, CANCEL, true)) as Callback);
    const isWaiting = socket.connecting || (this.encrypted && socket.secureConnecting !== false && socket.alpnProtocol === undefined);
    if (isWaiting) socket.once(this.encrypted ? "secureConnect" : "connect", start as Callback);
    else nextTick(start);
  }

  #send(bytes: Uint8Array): void {
    if (!this.destroyed && this.#isReady) this.#socket.write(bytes as never);
  }

  #receive(bytes: Uint8Array): void {
    (this.#timer as { refresh(): void } | undefined)?.refresh();
    try {
      this.#reader.read(bytes, (one) => {
        if (!this.destroyed) this.#take(one);
      });
    } catch (error) {
      if (error instanceof ProtocolError) this.destroy(sessionError(error.number), error.number);
      else if (error instanceof CompressionError) this.destroy(sessionError(COMPRESSION_ERROR), COMPRESSION_ERROR);
      else throw error;
    }
  }

  // ---- frames ----

  #take(one: Frame): void {
    if (this.#block !== undefined && (one.type !== CONTINUATION || one.stream !== this.#block.id)) throw new ProtocolError(PROTOCOL_ERROR, "headers are not whole");
    switch (one.type) {
      case DATA:
        this.#takeData(one);
        break;
      case HEADERS:
        if (one.stream === 0) throw new ProtocolError(PROTOCOL_ERROR, "headers without a stream");
        this.#takeBlock(one, unpadded(one));
        break;
      case CONTINUATION:
        if (this.#block === undefined) throw new ProtocolError(PROTOCOL_ERROR, "continuation of nothing");
        this.#takeBlock(one, one.payload);
        break;
      case RST_STREAM:
        if (one.payload.length !== 4 || one.stream === 0) throw new ProtocolError(one.stream === 0 ? PROTOCOL_ERROR : 6, "reset");
        this.#streams.get(one.stream)?.receiveReset(numberAt(one.payload, 0));
        break;
      case SETTINGS:
        this.#takeSettings(one);
        break;
      case PUSH_PROMISE:
        throw new ProtocolError(PROTOCOL_ERROR, "push is not enabled");
      case PING:
        this.#takePing(one);
        break;
      case GOAWAY:
        this.#takeGoaway(one);
        break;
      case WINDOW_UPDATE:
        this.#takeWindow(one);
        break;
      // Others are ignored (section 5.5).
    }
  }

  #takeData(one: Frame): void {
    const counted = one.payload.length;
    this.#unread += counted;
    // What is not read is bounded by the windows of the streams.
    if (this.#unread > 32768) {
      this.#send(frame(WINDOW_UPDATE, 0, 0, numbers(this.#unread)));
      this.#unread = 0;
    }
    if (one.stream === 0 || one.stream >= this.#nextId) throw new ProtocolError(PROTOCOL_ERROR, "data without a stream");
    this.#streams.get(one.stream)?.receiveData(unpadded(one), counted, (one.flags & END_STREAM) !== 0);
  }

  #takeBlock(one: Frame, part: Uint8Array): void {
    this.#block ??= { id: one.stream, flags: one.flags, parts: [], size: 0 };
    const block = this.#block;
    block.parts.push(part.slice());
    block.size += part.length;
    if (block.size > MOST_BLOCK || block.parts.length > 64) throw new ProtocolError(ENHANCE_YOUR_CALM, "too many headers");
    if ((one.flags & END_HEADERS) === 0) return;
    this.#block = undefined;
    // Also those of a stream that is gone change the table.
    const fields = this.#decoder.decode(Buffer.concat(block.parts as never));
    if (block.id >= this.#nextId) throw new ProtocolError(PROTOCOL_ERROR, "headers of no request");
    this.#streams.get(block.id)?.receiveHeaders(fields, (block.flags & END_STREAM) !== 0, block.flags);
  }

  #takeSettings(one: Frame): void {
    if (one.flags & ACK) {
      const announced = this.#announced.shift();
      if (announced !== undefined) this.#local = { ...this.#local, ...announced };
      const done = this.#acks.shift();
      this.emit("localSettings", this.localSettings);
      (done as ((error: null, settings: Settings, duration: number) => void) | undefined)?.(null, this.localSettings, 0);
      return;
    }
    const before = this.#remote.initialWindowSize!;
    const given = decodeSettings(one.payload);
    this.#remote = { ...this.#remote, ...given };
    const difference = this.#remote.initialWindowSize! - before;
    if (difference !== 0) for (const stream of [...this.#streams.values()]) stream.receiveWindow(difference);
    this.#hasHeard = true;
    this.#reply(frame(SETTINGS, ACK, 0));
    this.emit("remoteSettings", this.remoteSettings);
    this.#drainQueue();
  }

  /** Answers, unless nothing of it is taken. */
  #reply(bytes: Uint8Array): void {
    if ((this.#socket as unknown as { writableLength: number }).writableLength > MOST_UNSENT) {
      throw new ProtocolError(ENHANCE_YOUR_CALM, "answers are not read");
    }
    this.#send(bytes);
  }

  #takePing(one: Frame): void {
    if (one.payload.length !== 8) throw new ProtocolError(6, "ping");
    const payload = one.payload.slice();
    if ((one.flags & ACK) === 0) {
      this.#reply(frame(PING, ACK, 0, payload));
      this.emit("ping", Buffer.from(payload));
      return;
    }
    const ping = this.#pings.shift();
    if (ping === undefined || ping.payload !== payload.toHex()) throw new ProtocolError(PROTOCOL_ERROR, "answer to no ping");
    (ping.done as (error: null, duration: number, payload: Buffer) => void)(null, Date.now() - ping.since, Buffer.from(payload));
  }

  #takeGoaway(one: Frame): void {
    if (one.payload.length < 8) throw new ProtocolError(6, "goaway");
    const [last, number] = [numberAt(one.payload, 0) & LAST_ID, numberAt(one.payload, 4)];
    this.#isGoing = true;
    const data = one.payload.length > 8 ? Buffer.from(one.payload.slice(8)) : undefined;
    this.emit("goaway", number, last, data);
    if (number !== NO_ERROR) {
      this.destroy(sessionError(number), number);
      return;
    }
    for (const [id, stream] of [...this.#streams]) if (id > last) stream.abandon(undefined, REFUSED_STREAM);
    this.close();
  }

  #takeWindow(one: Frame): void {
    if (one.payload.length !== 4) throw new ProtocolError(6, "window");
    const amount = numberAt(one.payload, 0) & LAST_ID;
    if (one.stream !== 0) {
      const stream = this.#streams.get(one.stream);
      if (amount === 0) stream?.close(PROTOCOL_ERROR);
      else if (stream?.receiveWindow(amount) === false) stream.close(FLOW_CONTROL_ERROR);
      return;
    }
    if (amount === 0) throw new ProtocolError(PROTOCOL_ERROR, "window");
    this.#window += amount;
    if (this.#window > LAST_ID) throw new ProtocolError(FLOW_CONTROL_ERROR, "window");
    for (const stream of [...this.#streams.values()]) stream.goOn();
  }

  // ---- requests ----

  request(given?: HeadersObject, options?: RequestOptions): ClientHttp2Stream {
    if (this.destroyed) throw invalidSession();
    if (this.closed || this.#isGoing) throw nodeError(Error, "ERR_HTTP2_GOAWAY_SESSION", "New streams cannot be created after receiving a GOAWAY");
    if (given !== undefined && given !== null) validateObject(given, "headers");
    const headers: HeadersObject = Object.assign(Object.create(null) as object, given);
    const chosen = checkRequest(options);
    if (chosen.signal !== undefined) validateAbortSignal(chosen.signal, "options.signal");
    const method = (headers[":method"] ??= "GET");
    if (method === "CONNECT") {
      if (headers[":authority"] === undefined) throw nodeError(Error, "ERR_HTTP2_CONNECT_AUTHORITY", ":authority header is required for CONNECT requests");
    } else {
      if (headers[":authority"] === undefined && headers.host === undefined) headers[":authority"] = this.#authority;
      headers[":scheme"] ??= this.#scheme;
      headers[":path"] ??= "/";
    }
    const { fields, sensitive } = fieldsOf(headers, false);
    const endStream = chosen.endStream ?? (method === "GET" || method === "HEAD" || method === "DELETE");
    const stream = new ClientHttp2Stream(this.#link, headers, { ...chosen, endStream });
    this.#queue.push([stream, fields, sensitive]);
    abortWith(stream, chosen.signal);
    this.#drainQueue();
    return stream;
  }

  /** Begins what waits, as many as the server allows at a time. */
  #drainQueue(): void {
    const most = this.#hasHeard ? this.#remote.maxConcurrentStreams! : MOST_UNHEARD;
    while (this.#isReady && !this.destroyed && this.#queue.length > 0 && this.#streams.size < most) {
      const [stream, fields, sensitive] = this.#queue.shift()!;
      if (stream.destroyed || stream.closed) continue;
      const id = this.#nextId;
      if (id > LAST_ID) {
        stream.destroy(nodeError(Error, "ERR_HTTP2_OUT_OF_STREAMS", "No stream ID is available because maximum stream ID has been reached"));
        continue;
      }
      this.#nextId += 2;
      this.#streams.set(id, stream);
      this.#sendHeaders(id, fields, sensitive, stream.endAfterHeaders ? END_STREAM : 0);
      stream.begin(id);
    }
  }

  #sendHeaders(id: number, fields: readonly Field[], sensitive: ReadonlySet<string>, flags: number): void {
    const block = encode(fields, sensitive);
    for (let at = 0; at === 0 || at < block.length; at += MOST_PAYLOAD) {
      const part = block.subarray(at, at + MOST_PAYLOAD);
      const isLast = at + MOST_PAYLOAD >= block.length;
      this.#send(frame(at === 0 ? HEADERS : CONTINUATION, (at === 0 ? flags : 0) | (isLast ? END_HEADERS : 0), id, part));
    }
  }

  #forget(stream: ClientHttp2Stream): void {
    if (stream.id !== undefined) this.#streams.delete(stream.id);
    this.#drainQueue();
    if (this.closed) nextTick(() => this.#endWhenIdle());
  }

  // ---- what users ask of the connection ----

  get socket(): Socket {
    return this.#socket;
  }
  get alpnProtocol(): string | undefined {
    return this.connecting ? undefined : this.encrypted ? "h2" : "h2c";
  }
  get originSet(): string[] | undefined {
    return this.encrypted && !this.connecting ? [`https://${this.#authority}`] : undefined;
  }
  get localSettings(): Settings {
    return { ...this.#local };
  }
  get remoteSettings(): Settings {
    return { ...this.#remote };
  }
  get pendingSettingsAck(): boolean {
    return this.#announced.length > 0;
  }
  get state(): object {
    return {
      effectiveLocalWindowSize: 65535, effectiveRecvDataLength: this.#unread, nextStreamID: this.#nextId, localWindowSize: 65535 - this.#unread,
      lastProcStreamID: 0, remoteWindowSize: this.#window, outboundQueueSize: this.#queue.length, deflateDynamicTableSize: 0, inflateDynamicTableSize: 0,
    };
  }

  settings(given: Settings, callback?: Callback): void {
    if (this.destroyed) throw invalidSession();
    validateObject(given, "settings");
    if (callback !== undefined) validateFunction(callback, "callback");
    const payload = encodeSettings(given);
    this.#announced.push(given);
    this.#acks.push(callback);
    this.#send(frame(SETTINGS, 0, 0, payload));
  }

  ping(...args: unknown[]): boolean {
    if (this.destroyed) throw invalidSession();
    const [payload, callback] = (typeof args[0] === "function" ? [undefined, args[0]] : args) as [unknown, Callback];
    if (payload !== undefined && !ArrayBuffer.isView(payload)) throw new codes.ERR_INVALID_ARG_TYPE!("payload", ["Buffer", "TypedArray", "DataView"], payload);
    validateFunction(callback, "callback");
    const bytes = payload === undefined ? new Uint8Array(8) : bytesOf(payload).slice();
    if (bytes.length !== 8) throw nodeError(RangeError, "ERR_HTTP2_PING_LENGTH", "HTTP2 ping payload must be 8 bytes");
    if (!this.#isReady || this.#pings.length >= 10) {
      nextTick(callback as never, nodeError(Error, "ERR_HTTP2_PING_CANCEL", "HTTP2 ping cancelled"));
      return false;
    }
    this.#pings.push({ payload: bytes.toHex(), since: Date.now(), done: callback });
    this.#send(frame(PING, 0, 0, bytes));
    return true;
  }

  goaway(code: number = NO_ERROR, last: number = 0, data?: ArrayBufferView): void {
    if (this.destroyed) throw invalidSession();
    validateInteger(code, "code", 0, 2 ** 32 - 1);
    validateInteger(last, "lastStreamID", 0, LAST_ID);
    const extra = data === undefined ? new Uint8Array(0) : bytesOf(data);
    const payload = new Uint8Array(8 + extra.length);
    payload.set(numbers(last, code));
    payload.set(extra, 8);
    this.#send(frame(GOAWAY, 0, 0, payload));
  }

  /** Takes no more requests, and ends when those under way have. */
  close(callback?: () => void): void {
    if (callback !== undefined) {
      validateFunction(callback, "callback");
      this.once("close", callback);
    }
    if (this.closed || this.destroyed) return;
    this.closed = true;
    if (this.#isReady) this.goaway();
    nextTick(() => this.#endWhenIdle());
  }

  #endWhenIdle(): void {
    if (this.destroyed || this.connecting || this.#streams.size > 0 || this.#queue.some(([stream]) => !stream.destroyed)) return;
    this.destroy();
  }

  destroy(given?: unknown, code?: number, isSocketGone: boolean = false): void {
    if (this.destroyed) return;
    const error = typeof given === "number" ? (given === NO_ERROR ? undefined : sessionError(given)) : (given as Error | undefined);
    const number = code ?? (typeof given === "number" ? given : error === undefined ? NO_ERROR : INTERNAL_ERROR);
    if (!isSocketGone && this.#isReady && number !== NO_ERROR) this.goaway(number);
    this.destroyed = this.closed = true;
    this.connecting = false;
    clearTimeout(this.#timer as never);
    for (const stream of [...this.#streams.values(), ...this.#queue.map(([one]) => one)]) stream.abandon(error, error === undefined ? CANCEL : number);
    this.#streams.clear();
    this.#queue.length = 0;
    for (const { done } of this.#pings.splice(0)) nextTick(done as never, nodeError(Error, "ERR_HTTP2_PING_CANCEL", "HTTP2 ping cancelled"));
    if (error === undefined) this.#socket.end();
    else this.#socket.destroy();
    const finish = (): void => {
      if (error !== undefined) this.emit("error", error);
      this.emit("close");
    };
    if (isSocketGone || this.#socket.destroyed) nextTick(finish);
    else (this.#socket as unknown as InstanceType<typeof Base>).once("close", finish as Callback);
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    validateInteger(milliseconds, "msecs", 0);
    if (callback !== undefined) this.on("timeout", callback as Callback);
    clearTimeout(this.#timer as never);
    this.#timer = undefined;
    if (milliseconds > 0 && !this.destroyed) this.#timer = setTimeout((() => void this.emit("timeout")) as never, milliseconds);
    return this;
  }

  ref(): void {
    this.#socket.ref();
  }
  unref(): void {
    this.#socket.unref();
  }
}

function numberAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

function abortWith(stream: ClientHttp2Stream, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const abort = (): void => void stream.destroy(new AbortError(undefined, { cause: signal.reason as unknown }));
  if (signal.aborted) {
    nextTick(abort);
    return;
  }
  signal.addEventListener("abort", abort, { once: true });
  stream.once("close", () => signal.removeEventListener("abort", abort));
}
