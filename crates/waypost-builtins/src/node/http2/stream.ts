// One request of an HTTP/2 session: https://nodejs.org/docs/latest-v22.x/api/http2.html#class-clienthttp2stream

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { validateFunction, validateInteger } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { CANCEL, FLOW_CONTROL_ERROR, invalidStream, NO_ERROR, PROTOCOL_ERROR, streamError } from "waypost-internal:node/http2/errors";
import { frame, HEADERS, END_STREAM, MOST_PAYLOAD, DATA, RST_STREAM, numbers, WINDOW_UPDATE } from "waypost-internal:node/http2/frames";
import { fieldsOf, type HeadersObject, objectOf } from "waypost-internal:node/http2/headers";
import type { Field } from "waypost-internal:node/http2/hpack";
import type { ClientHttp2Session } from "waypost-internal:node/http2/session";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { setTimeout, clearTimeout } from "waypost-internal:node/timers/timers";

/** What a server may send until it has heard of a smaller window. */
const LEAST_WINDOW = 65535;

type Done = (error?: Error | null) => void;

/** What a stream needs of its session. */
export interface Link {
  session: ClientHttp2Session;
  send(bytes: Uint8Array): void;
  sendHeaders(id: number, fields: readonly Field[], sensitive: ReadonlySet<string>, flags: number): void;
  /** How much of `wanted` may be sent now; it then counts as sent. */
  takeWindow(wanted: number): number;
  initialWindow(): number;
  ownWindow(): number;
  forget(stream: ClientHttp2Stream): void;
}

interface Waiting {
  bytes: Uint8Array;
  at: number;
  done: Done;
}

export interface RequestOptions {
  endStream?: boolean;
  waitForTrailers?: boolean;
  signal?: AbortSignal;
}

const Base = Duplex as unknown as new (options: object) => {
  push(chunk: unknown): boolean;
  destroy(error?: unknown): unknown;
  emit(name: string, ...args: unknown[]): boolean;
  on(name: string, listener: (...args: never[]) => void): unknown;
  once(name: string, listener: (...args: never[]) => void): unknown;
  end(...args: unknown[]): unknown;
  resume(): unknown;
  listenerCount(name: string): number;
  readonly destroyed: boolean;
  readonly readableEnded: boolean;
  readonly writableEnded: boolean;
  readonly writableLength: number;
};

export class ClientHttp2Stream extends Base {
  readonly #link: Link;
  #id: number | undefined;
  #window = 0;
  /** Bytes received that the other side does not know to be read. */
  #unread = 0;
  /** Whether more was pushed than is wanted. */
  #isFull = false;
  #waiting: Waiting | undefined;
  #endAfter: Done | undefined;
  #hasResponse = false;
  #hasEnded = false;
  #isClosedHere = false;
  #isReset = false;
  #waitsForTrailers: boolean;
  #wantsTrailers = false;
  #timer: unknown;
  readonly sentHeaders: HeadersObject;
  sentTrailers: HeadersObject | undefined;
  readonly endAfterHeaders: boolean;
  rstCode = NO_ERROR;
  aborted = false;
  closed = false;

  constructor(link: Link, headers: HeadersObject, options: RequestOptions & { endStream: boolean }) {
    super({ autoDestroy: true, decodeStrings: true, allowHalfOpen: true });
    this.#link = link;
    this.sentHeaders = headers;
    this.endAfterHeaders = options.endStream;
    this.#waitsForTrailers = options.waitForTrailers === true;
  }

  get id(): number | undefined {
    return this.#id;
  }
  get pending(): boolean {
    return this.#id === undefined;
  }
  get session(): ClientHttp2Session | undefined {
    return this.destroyed ? undefined : this.#link.session;
  }
  get bufferSize(): number {
    return this.writableLength;
  }
  get headRequest(): boolean {
    return this.sentHeaders[":method"] === "HEAD";
  }
  get scheme(): unknown {
    return this.sentHeaders[":scheme"];
  }
  get state(): object {
    return { localWindowSize: this.#link.ownWindow() - this.#unread, state: this.closed ? 7 : this.#id === undefined ? 1 : 2, localClose: Number(this.#isClosedHere), remoteClose: Number(this.#hasEnded), sumDependencyWeight: 0, weight: 16 };
  }

  // ---- what the session tells ----

  /** It has a number and its headers are on their way. */
  begin(id: number): void {
    this.#id = id;
    this.#window = this.#link.initialWindow();
    if (this.endAfterHeaders) {
      this.#isClosedHere = true;
      this.end();
    }
    nextTick(() => void this.emit("ready"));
    this.#write();
  }

  receiveHeaders(fields: Field[], isLast: boolean, flags: number): void {
    const isTrailer = this.#hasResponse;
    const headers = objectOf(fields, isTrailer);
    if (headers === undefined || (isTrailer && !isLast)) {
      this.close(PROTOCOL_ERROR);
      return;
    }
    const status = headers[":status"] as number | undefined;
    if (isTrailer) this.emit("trailers", headers, flags, fields.flat());
    else if (status !== undefined && status < 200 && !isLast) {
      if (status === 100) this.emit("continue");
      this.emit("headers", headers, flags, fields.flat());
    } else {
      this.#hasResponse = true;
      this.emit("response", headers, flags, fields.flat());
    }
    if (isLast) this.#receiveEnd();
  }

  receiveData(bytes: Uint8Array, counted: number, isLast: boolean): void {
    this.#refreshTimer();
    if (!this.#hasResponse || this.#hasEnded) {
      this.close(PROTOCOL_ERROR);
      return;
    }
    this.#unread += counted;
    if (this.#unread > Math.max(this.#link.ownWindow(), LEAST_WINDOW)) {
      this.close(FLOW_CONTROL_ERROR);
      return;
    }
    if (bytes.length > 0 && !this.destroyed) this.#isFull = !this.push(Buffer.from(bytes));
    if (!this.#isFull) this.#open();
    if (isLast) this.#receiveEnd();
  }

  #receiveEnd(): void {
    this.#hasEnded = true;
    this.#pushEnd();
    this.#finishWhenDone();
  }

  /** Once all was read, the end comes to whoever has paused too: it is how gRPC learns that an answer is whole. */
  #pushEnd(): void {
    this.push(null);
    (this as unknown as { read(size: number): unknown }).read(0);
  }

  receiveReset(number: number): void {
    this.#isReset = true;
    this.rstCode = number;
    this.#finish(number);
  }

  receiveWindow(amount: number): boolean {
    this.#window += amount;
    if (this.#window > 2 ** 31 - 1) return false;
    this.#write();
    return true;
  }

  /** The session is over. */
  abandon(error: Error | undefined, number: number): void {
    this.#isReset = true;
    this.rstCode = number;
    this.#finish(number, error);
  }

  /** The window of the session has grown. */
  goOn(): void {
    this.#write();
  }

  // ---- Duplex ----

  _read(): void {
    this.#isFull = false;
    this.#open();
  }

  /** Tells the other side that it may send more, once half of what it may send was used. */
  #open(): void {
    if (this.#unread < this.#link.ownWindow() / 2 || this.#hasEnded || this.#id === undefined || this.closed) return;
    this.#link.send(frame(WINDOW_UPDATE, 0, this.#id, numbers(this.#unread)));
    this.#unread = 0;
  }

  _write(chunk: Uint8Array, _encoding: string, done: Done): void {
    this.#refreshTimer();
    this.#waiting = { bytes: chunk, at: 0, done };
    this.#write();
  }

  _final(done: Done): void {
    if (this.#isClosedHere || this.closed) {
      done();
      return;
    }
    this.#endAfter = done;
    this.#write();
  }

  #write(): void {
    const id = this.#id;
    if (id === undefined || this.closed) return;
    const waiting = this.#waiting;
    if (waiting !== undefined) {
      while (waiting.at < waiting.bytes.length) {
        const wanted = Math.min(waiting.bytes.length - waiting.at, this.#window, MOST_PAYLOAD);
        const size = wanted <= 0 ? 0 : this.#link.takeWindow(wanted);
        if (size <= 0) return;
        this.#window -= size;
        this.#link.send(frame(DATA, 0, id, waiting.bytes.subarray(waiting.at, waiting.at + size)));
        waiting.at += size;
      }
      this.#waiting = undefined;
      nextTick(waiting.done as never, null);
      return;
    }
    if (this.#endAfter === undefined) return;
    if (this.#waitsForTrailers && this.sentTrailers === undefined) {
      if (this.#wantsTrailers) return;
      this.#wantsTrailers = true;
      nextTick(() => void this.emit("wantTrailers"));
      return;
    }
    const done = this.#endAfter;
    this.#endAfter = undefined;
    this.#isClosedHere = true;
    if (this.sentTrailers === undefined) this.#link.send(frame(DATA, END_STREAM, id));
    nextTick(done as never, null);
    this.#finishWhenDone();
  }

  /** Headers after the body; once `wantTrailers` was emitted. */
  sendTrailers(headers: HeadersObject): void {
    if (this.destroyed || this.closed) throw invalidStream();
    if (this.sentTrailers !== undefined) throw nodeError(Error, "ERR_HTTP2_TRAILERS_ALREADY_SENT", "Trailing headers have already been sent");
    if (!this.#wantsTrailers) throw nodeError(Error, "ERR_HTTP2_TRAILERS_NOT_READY", "Trailing headers cannot be sent until after the wantTrailers event is emitted");
    const { fields, sensitive } = fieldsOf(headers, true);
    this.sentTrailers = headers;
    this.#link.sendHeaders(this.#id!, fields, sensitive, END_STREAM);
    this.#write();
  }

  // ---- the end ----

  #finishWhenDone(): void {
    if (this.#hasEnded && this.#isClosedHere) this.#finish(NO_ERROR);
  }

  #finish(number: number, error?: Error): void {
    if (this.closed) return;
    this.closed = true;
    this.#link.forget(this);
    clearTimeout(this.#timer as never);
    const waiting = this.#waiting;
    const ending = this.#endAfter;
    this.#waiting = this.#endAfter = undefined;
    if (!this.#hasEnded && this.#hasResponse && number !== NO_ERROR) {
      this.aborted = true;
      this.emit("aborted");
    }
    const failed = error ?? (number !== NO_ERROR && number !== CANCEL ? streamError(number) : undefined);
    if (failed !== undefined || number !== NO_ERROR) {
      this.destroy(failed);
      return;
    }
    // All went well, or the server wants no more of the request: what was received is still to be read.
    if (!this.#hasEnded) this.#pushEnd();
    if (waiting !== undefined) nextTick(waiting.done as never, null);
    if (ending !== undefined) nextTick(ending as never, null);
    if (!this.writableEnded) this.end();
  }

  close(code: number = NO_ERROR, callback?: () => void): void {
    validateInteger(code, "code", 0, 2 ** 32 - 1);
    if (callback !== undefined) {
      validateFunction(callback, "callback");
      this.once("close", callback);
    }
    if (this.closed) return;
    this.rstCode = code;
    this.#reset(code);
    this.#finish(code);
    // Whoever closes a stream wants nothing more of it.
    if (code === NO_ERROR) this.resume();
  }

  #reset(code: number): void {
    if (this.#id === undefined || this.#isReset) return;
    this.#isReset = true;
    this.#link.send(frame(RST_STREAM, 0, this.#id, numbers(code)));
  }

  _destroy(error: Error | null, done: Done): void {
    if (!this.closed) {
      this.closed = true;
      this.rstCode = error === null ? CANCEL : error.name === "AbortError" ? CANCEL : 2;
      this.#reset(this.rstCode);
      this.#link.forget(this);
      clearTimeout(this.#timer as never);
      if (!this.#hasEnded && this.#hasResponse) {
        this.aborted = true;
        this.emit("aborted");
      }
    }
    const { rstCode } = this;
    const failed = error ?? (rstCode !== NO_ERROR && rstCode !== CANCEL ? streamError(rstCode) : null);
    const waiting = this.#waiting;
    this.#waiting = this.#endAfter = undefined;
    waiting?.done(failed ?? invalidStream());
    done(failed);
  }

  /** Streams have no order any more (RFC 9113, section 5.3.2). */
  priority(): void {}

  setTimeout(milliseconds: number, callback?: () => void): this {
    validateInteger(milliseconds, "msecs", 0);
    if (callback !== undefined) this.once("timeout", callback);
    clearTimeout(this.#timer as never);
    this.#timer = undefined;
    if (milliseconds > 0 && !this.closed) this.#timer = setTimeout((() => void this.emit("timeout")) as never, milliseconds);
    return this;
  }

  #refreshTimer(): void {
    (this.#timer as { refresh(): void } | undefined)?.refresh();
  }
}

/** What `request` refuses of its options. */
export function checkRequest(options: unknown): RequestOptions {
  if (options === undefined) return {};
  if (typeof options !== "object" || options === null) throw new codes.ERR_INVALID_ARG_TYPE!("options", "Object", options);
  return options as RequestOptions;
}
