// node:stream: `finished`: one call when a stream is over, in whatever way.

import { AbortError, codes } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateFunction, validateObject } from "waypost-internal:internal/validators/validators";
import { bind } from "waypost-internal:internal/async_context/async_context";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { addAbortListener } from "waypost-internal:node/events/statics";
import {
  isClosed,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isRequest,
  isWritable,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  readableError,
  willEmitClose,
  writableError,
  type AnyStream,
  type Callback,
} from "waypost-internal:node/stream/types";
import { webStreamClosed } from "waypost-internal:node/stream/web";
import { defineCustomPromisified } from "waypost-internal:node/util/promisify";

export interface EndOptions {
  readable?: boolean;
  writable?: boolean;
  error?: boolean;
  signal?: { aborted: boolean; reason: unknown };
  cleanup?: boolean;
}

function nop(): void {}

export function eos(stream: AnyStream, optionsOrCallback: EndOptions | Callback | null | undefined, callbackArgument?: Callback): () => void {
  let options: EndOptions = {};
  let callback = callbackArgument as Callback;
  if (arguments.length === 2) callback = optionsOrCallback as Callback;
  else if (optionsOrCallback != null) {
    validateObject(optionsOrCallback, "options");
    options = optionsOrCallback as EndOptions;
  }
  validateFunction(callback, "callback");
  validateAbortSignal(options.signal, "options.signal");
  const bound = once(bind(callback as never) as never);
  if (isReadableStream(stream) || isWritableStream(stream)) return watchWeb(stream, options, bound);
  if (!isNodeStream(stream)) {
    throw new codes.ERR_INVALID_ARG_TYPE!("stream", ["ReadableStream", "WritableStream", "Stream"], stream);
  }
  return new Watch(stream, options, bound).start();
}

function once(callback: Callback): Callback {
  let isCalled = false;
  return function (this: unknown, ...args: unknown[]): void {
    if (isCalled) return;
    isCalled = true;
    Reflect.apply(callback, this, args);
  } as Callback;
}

/** The listeners of one `finished` call. */
class Watch {
  #stream: AnyStream;
  #options: EndOptions;
  #callback: Callback;
  #readable: boolean;
  #writable: boolean;
  #willClose: boolean;
  #isWritableFinished: boolean | null;
  #isReadableFinished: boolean | null;
  #isClosed: boolean | null;
  #listeners: [AnyStream, string, (...args: never[]) => void][] = [];
  #undoAbort: { [Symbol.dispose](): void } | undefined;

  constructor(stream: AnyStream, options: EndOptions, callback: Callback) {
    this.#stream = stream;
    this.#options = options;
    this.#callback = callback;
    this.#readable = options.readable ?? isReadableNodeStream(stream);
    this.#writable = options.writable ?? isWritableNodeStream(stream);
    this.#willClose =
      !!willEmitClose(stream) &&
      isReadableNodeStream(stream) === this.#readable &&
      isWritableNodeStream(stream) === this.#writable;
    this.#isWritableFinished = isWritableFinished(stream, false);
    this.#isReadableFinished = isReadableFinished(stream, false);
    this.#isClosed = isClosed(stream);
  }

  start(): () => void {
    const stream = this.#stream;
    if (isRequest(stream)) this.#watchRequest();
    else if (this.#writable && !stream._writableState) {
      this.#on(stream, "end", () => this.#legacyFinish());
      this.#on(stream, "close", () => this.#legacyFinish());
    }
    if (!this.#willClose && typeof stream.aborted === "boolean") this.#on(stream, "aborted", () => this.#onClose());
    this.#on(stream, "end", () => this.#onEnd());
    this.#on(stream, "finish", () => this.#onFinish());
    if (this.#options.error !== false) this.#on(stream, "error", (error: unknown) => this.#call(error));
    this.#on(stream, "close", () => this.#onClose());
    this.#checkNow();
    this.#watchSignal();
    return () => this.#cleanUp();
  }

  #on(target: AnyStream, event: string, listener: (...args: never[]) => void): void {
    target.on(event, listener as never);
    this.#listeners.push([target, event, listener]);
  }

  #call(error?: unknown): void {
    if (error === undefined) this.#callback.call(this.#stream);
    else this.#callback.call(this.#stream, error as Error);
  }

  #watchRequest(): void {
    const stream = this.#stream;
    this.#on(stream, "complete", () => this.#onFinish());
    if (!this.#willClose) this.#on(stream, "abort", () => this.#onClose());
    const onRequest = (): void => {
      if (stream.req) this.#on(stream.req, "finish", () => this.#onFinish());
    };
    if (stream.req) onRequest();
    else this.#on(stream, "request", onRequest);
  }

  #legacyFinish(): void {
    if (!this.#stream.writable) this.#onFinish();
  }

  #onFinish(): void {
    this.#isWritableFinished = true;
    // Destroying inside `finish` means that no `close` has to be waited for.
    if (this.#stream.destroyed) this.#willClose = false;
    if (this.#willClose && (!this.#stream.writable || this.#readable)) return;
    if (!this.#readable || this.#isReadableFinished) this.#call();
  }

  #onEnd(): void {
    this.#isReadableFinished = true;
    if (this.#stream.destroyed) this.#willClose = false;
    if (this.#willClose && (!this.#stream.readable || this.#writable)) return;
    if (!this.#writable || this.#isWritableFinished) this.#call();
  }

  #onClose(): void {
    this.#isClosed = true;
    const stream = this.#stream;
    const error = writableError(stream) || readableError(stream);
    if (error && typeof error !== "boolean") {
      this.#call(error);
      return;
    }
    if (this.#readable && !this.#isReadableFinished && isReadableNodeStream(stream, true) && !isReadableFinished(stream, false)) {
      this.#call(new codes.ERR_STREAM_PREMATURE_CLOSE!());
      return;
    }
    if (this.#writable && !this.#isWritableFinished && !isWritableFinished(stream, false)) {
      this.#call(new codes.ERR_STREAM_PREMATURE_CLOSE!());
      return;
    }
    this.#call();
  }

  #onClosed(): void {
    this.#isClosed = true;
    const error = writableError(this.#stream) || readableError(this.#stream);
    if (error && typeof error !== "boolean") this.#call(error);
    else this.#call();
  }

  /** A stream that is over already tells nothing more; the answer comes in the next tick. */
  #checkNow(): void {
    const stream = this.#stream;
    const { _writableState: w, _readableState: r } = stream;
    const closed = (): void => nextTick(() => this.#onClosed());
    if (this.#isClosed) nextTick(() => this.#onClose());
    else if (w?.errorEmitted || r?.errorEmitted) {
      if (!this.#willClose) closed();
    } else if (!this.#readable && (!this.#willClose || isReadable(stream)) && (this.#isWritableFinished || isWritable(stream) === false)) {
      // What was written last may still be on its way.
      if (!w?.pendingcb) closed();
    } else if (!this.#writable && (!this.#willClose || isWritable(stream)) && (this.#isReadableFinished || isReadable(stream) === false)) {
      closed();
    } else if (r && stream.req && stream.aborted) closed();
  }

  #watchSignal(): void {
    const { signal } = this.#options;
    if (!signal || this.#isClosed) return;
    const abort = (): void => {
      const callback = this.#callback;
      this.#cleanUp();
      callback.call(this.#stream, new AbortError(undefined, { cause: signal.reason }));
    };
    if (signal.aborted) {
      nextTick(abort);
      return;
    }
    this.#undoAbort = addAbortListener(signal as never, abort as never);
    const original = this.#callback;
    const undo = this.#undoAbort;
    this.#callback = function (this: unknown, ...args: unknown[]): void {
      undo[Symbol.dispose]();
      Reflect.apply(original, this, args);
    } as Callback;
  }

  #cleanUp(): void {
    this.#callback = nop;
    for (const [target, event, listener] of this.#listeners.splice(0)) target.removeListener(event, listener as never);
  }
}

function watchWeb(stream: AnyStream, options: EndOptions, callback: Callback): () => void {
  let isAborted = false;
  let abort: () => void = nop;
  let undo: { [Symbol.dispose](): void } | undefined;
  const { signal } = options;
  if (signal) {
    abort = (): void => {
      isAborted = true;
      callback.call(stream, new AbortError(undefined, { cause: signal.reason }));
    };
    if (signal.aborted) nextTick(abort);
    else undo = addAbortListener(signal as never, abort as never);
  }
  const settle = (error?: unknown): void => {
    undo?.[Symbol.dispose]();
    if (!isAborted) nextTick(() => (error === undefined ? callback.call(stream) : callback.call(stream, error as Error)));
  };
  webStreamClosed(stream).then(() => settle(), (error: unknown) => settle(error));
  return nop;
}

/** `stream/promises`: the promise of `finished`. */
export function finishedPromise(stream: AnyStream, options?: EndOptions): Promise<void> {
  if (options?.cleanup !== undefined && typeof options.cleanup !== "boolean") {
    throw new codes.ERR_INVALID_ARG_TYPE!("cleanup", "boolean", options.cleanup);
  }
  return new Promise((resolve, reject) => {
    const cleanup = eos(stream, options ?? {}, (error) => {
      if (options?.cleanup) cleanup();
      if (error) reject(error);
      else resolve();
    });
  });
}

defineCustomPromisified(eos, "finished", finishedPromise);
