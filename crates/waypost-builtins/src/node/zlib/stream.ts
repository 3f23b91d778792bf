// node:zlib: the stream over a native codec, and the one-shot forms that use it.

import { aggregateTwoErrors, codes as errors } from "waypost-internal:internal/errors/errors";
import { current, type Frame } from "waypost-internal:internal/async_context/async_context";
import { nextTick, setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { validateFunction } from "waypost-internal:internal/validators/validators";
import { isAnyArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { deliver } from "waypost-internal:node/net/deliver";
import { eos } from "waypost-internal:node/stream/end_of_stream";
import { defineAccessors, defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import { Transform } from "waypost-internal:node/stream/transform";
import type { AnyStream, Callback } from "waypost-internal:node/stream/types";
import { commonSettings, type FlushKinds, numberIn, type ZlibOptions } from "waypost-internal:node/zlib/options";
import { op_zlib_close, op_zlib_open, op_zlib_reset, op_zlib_run, op_zlib_run_later, op_zlib_set_params, type Step } from "waypost-native:node/zlib";

/** A codec behind a stream; null once it is closed. */
interface Codec {
  id: number;
  isBusy: boolean;
  closesWhenIdle: boolean;
}

export type ZlibStream = AnyStream & {
  bytesWritten: number;
  _codec: Codec | null;
  _mode: number;
  _frame: Frame | undefined;
  _chunkSize: number;
  _defaultFlushFlag: number;
  _finishFlushFlag: number;
  _defaultFullFlushFlag: number;
  _maxOutputLength: number;
  _info: boolean;
  _rejectsGarbage: boolean;
  _isOver: boolean;
  _failure: Error | undefined;
  _writeState: Uint32Array;
  push(chunk: unknown): boolean;
  flush(kind?: number | Callback, callback?: Callback): void;
  close(callback?: Callback): void;
};

/** More input than this is worked off on another thread. */
const MOST_AT_ONCE = 32768;
/** An empty write that carries a kind of flush. */
const flushPieces: WeakMap<object, number> = new WeakMap();

const forgotten: FinalizationRegistry<number> = new FinalizationRegistry((id: number): void => op_zlib_close(id));

export const ZlibBase: { new (): ZlibStream; prototype: ZlibStream } = function ZlibBase(): void {} as never;
inheritFrom(ZlibBase as unknown as Function, Transform as unknown as Function, "ZlibBase");

/** What the constructors of all codecs do. */
export function initialize(stream: ZlibStream, mode: number, given: unknown, kinds: FlushKinds, numbers: Int32Array, dictionary: Uint8Array | null): void {
  const options = (given ?? {}) as ZlibOptions;
  const { chunkSize, flush, finishFlush, maxOutputLength } = commonSettings(options, kinds);
  if (options.encoding || options.objectMode || options.writableObjectMode) Object.assign(options, { encoding: null, objectMode: false, writableObjectMode: false });
  (Transform as unknown as Function).call(stream, { autoDestroy: true, ...options });
  const id = op_zlib_open(mode, numbers, dictionary);
  if (id === null) throw new errors.ERR_ZLIB_INITIALIZATION_FAILED!();
  stream.bytesWritten = 0;
  stream._codec = { id, isBusy: false, closesWhenIdle: false };
  forgotten.register(stream, id, stream._codec);
  stream._mode = mode;
  stream._frame = current();
  stream._chunkSize = chunkSize;
  stream._defaultFlushFlag = flush;
  stream._finishFlushFlag = finishFlush;
  stream._defaultFullFlushFlag = kinds.full;
  stream._maxOutputLength = maxOutputLength;
  stream._info = !!options.info;
  stream._rejectsGarbage = !!options.rejectGarbageAfterEnd;
  stream._isOver = false;
  stream._failure = undefined;
}

function closeCodec(stream: ZlibStream): void {
  const codec = stream._codec;
  if (codec === null) return;
  stream._codec = null;
  if (codec.isBusy) codec.closesWhenIdle = true;
  else release(codec);
}

function release(codec: Codec): void {
  forgotten.unregister(codec);
  op_zlib_close(codec.id);
}

function codecError([, , , errno, code, message]: Step): Error {
  return Object.assign(new Error(message as string), { errno, code });
}

function bufferOf(bytes: Uint8Array): unknown {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

/** The stronger of two kinds of flush, in zlib's order. */
function stronger(a: number, b: number): number {
  const order = [0, 5, 1, 2, 3, 4];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

defineMethods(ZlibBase.prototype, {
  _final(this: ZlibStream, callback: Callback): void {
    callback();
  },

  _flush(this: ZlibStream, callback: Callback): void {
    (this as never as { _transform(chunk: unknown, encoding: string, callback: Callback): void })._transform(Buffer.alloc(0), "", callback);
  },

  _transform(this: ZlibStream, chunk: Uint8Array, _encoding: string, callback: Callback): void {
    let flush = this._defaultFlushFlag;
    const asked = flushPieces.get(chunk);
    if (asked !== undefined) flush = asked;
    else {
      const { ending, ended, length } = this._writableState as unknown as { ending: boolean; ended: boolean; length: number };
      if ((ending || ended) && length === chunk.byteLength) flush = this._mode < 8 ? stronger(flush, this._finishFlushFlag) : Math.max(flush, this._finishFlushFlag);
    }
    processChunk(this, chunk, flush, callback);
  },

  _processChunk(this: ZlibStream, chunk: Uint8Array, flush: number, callback?: Callback): unknown {
    if (typeof callback === "function") {
      processChunk(this, chunk, flush, callback);
      return undefined;
    }
    return processSync(this, chunk, flush);
  },

  flush(this: ZlibStream, kind?: number | Callback, callback?: Callback): void {
    const done = typeof kind === "function" || (kind === undefined && callback === undefined) ? (kind as Callback | undefined) : callback;
    const wanted = typeof kind === "number" ? kind : this._defaultFullFlushFlag;
    if (this.writableFinished) {
      if (done) nextTick(done as never);
    } else if (this.writableEnded) {
      if (done) this.once("end", done as never);
    } else {
      const piece = Buffer.alloc(0);
      flushPieces.set(piece, wanted);
      this.write(piece, "", done);
    }
  },

  _destroy(this: ZlibStream, error: Error | null, callback: Callback): void {
    closeCodec(this);
    callback(error);
  },

  close(this: ZlibStream, callback?: Callback): void {
    if (callback) eos(this, {}, callback as never);
    this.destroy();
  },

  reset(this: ZlibStream): void {
    if (this._codec === null) throw new errors.ERR_INVALID_STATE!("zlib binding closed");
    op_zlib_reset(this._codec.id);
    this._isOver = false;
  },
});

/**
 * What Node.js's own streams work with. Packages reach for it (pngjs for `writeSync`, minizlib for
 * `close`), so it does what theirs does.
 */
class Handle {
  readonly #stream: ZlibStream;

  constructor(stream: ZlibStream) {
    this.#stream = stream;
  }

  /** One run into `output`; what is left of room and of input stands in the stream's `_writeState`. */
  writeSync(flush: number, input: Uint8Array | null, from: number, length: number, output: Uint8Array, at: number, room: number): void {
    const stream = this.#stream;
    if (stream._codec === null) throw new errors.ERR_INVALID_STATE!("zlib binding closed");
    const bytes = input === null ? new Uint8Array(0) : input.subarray(from, from + length);
    const step = op_zlib_run(stream._codec.id, flush, bytes, room);
    const [made, consumed, , errno] = step;
    if (errno !== null) {
      stream._failure = codecError(step);
      stream.destroy(stream._failure);
      return;
    }
    output.set(made, at);
    stream._writeState[0] = room - made.byteLength;
    stream._writeState[1] = bytes.byteLength - consumed;
  }

  close(): void {
    closeCodec(this.#stream);
  }

  reset(): void {
    this.#stream.reset();
  }
}

/** A property that is made when it is first read. */
function onDemand(name: string, make: (stream: ZlibStream) => unknown): PropertyDescriptor & ThisType<ZlibStream> {
  return {
    get(): unknown {
      const value = make(this);
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
      return value;
    },
    set(value: unknown): void {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
  };
}

const handles: WeakMap<ZlibStream, Handle> = new WeakMap();

defineAccessors(ZlibBase.prototype, {
  _handle: {
    get(this: ZlibStream): Handle | null {
      if (this._codec === null) return null;
      let handle = handles.get(this);
      if (handle === undefined) handles.set(this, (handle = new Handle(this)));
      return handle;
    },
    set(this: ZlibStream, handle: Handle | null): void {
      if (handle === null) closeCodec(this);
    },
  },
  _outBuffer: onDemand("_outBuffer", (stream) => Buffer.allocUnsafe(stream._chunkSize)),
  _outOffset: onDemand("_outOffset", () => 0),
  _writeState: onDemand("_writeState", () => new Uint32Array(2)),
  _closed: {
    get(this: ZlibStream): boolean {
      return this._codec === null;
    },
  },
  bytesRead: {
    get(this: ZlibStream): number {
      return this.bytesWritten;
    },
    set(this: ZlibStream, value: number): void {
      this.bytesWritten = value;
    },
  },
});

/** Works off one chunk; `callback` is called once, never before this returns. */
function processChunk(stream: ZlibStream, chunk: Uint8Array, flush: number, callback: Callback): void {
  const codec = stream._codec;
  if (codec === null) {
    nextTick(callback as never);
    return;
  }
  if (stream._isOver && stream._mode !== 4 && stream._mode !== 7) {
    // What follows the end of the data.
    finishChunk(stream, chunk, callback);
    return;
  }
  codec.isBusy = true;
  if (chunk.byteLength <= MOST_AT_ONCE) {
    const step = op_zlib_run(codec.id, flush, chunk, stream._chunkSize);
    nextTick(() => stepDone(stream, codec, chunk, flush, callback, step));
  } else {
    deliver(op_zlib_run_later(codec.id, flush, chunk, stream._chunkSize), stream._frame, (step) => stepDone(stream, codec, chunk, flush, callback, step));
  }
}

function stepDone(stream: ZlibStream, codec: Codec, chunk: Uint8Array, flush: number, callback: Callback, step: Step): void {
  codec.isBusy = false;
  if (codec.closesWhenIdle) {
    release(codec);
    // Destroyed meanwhile: nobody waits for the rest.
    callback();
    return;
  }
  const [output, consumed, bits, errno] = step;
  stream.bytesWritten += consumed;
  if (errno !== null) {
    const error = codecError(step);
    stream._failure = error;
    stream.destroy(error);
    callback();
    return;
  }
  let goesOn = true;
  if (output.byteLength > 0) goesOn = stream.push(bufferOf(output));
  if (stream.destroyed) {
    callback();
    return;
  }
  const rest = chunk.subarray(consumed);
  if ((bits & 2) !== 0) stream._isOver = true;
  if ((bits & 1) === 0) {
    finishChunk(stream, rest, callback);
    return;
  }
  const again = (): void => processChunk(stream, rest, flush, callback);
  if (goesOn) setImmediate(again);
  else {
    // The reader has enough for now: it goes on when it asks for more.
    (stream as never as { _read: unknown })._read = function resumed(this: ZlibStream): void {
      delete (this as never as { _read?: unknown })._read;
      again();
    };
  }
}

/** The codec takes no more of a chunk: either all was taken, or its data has ended. */
function finishChunk(stream: ZlibStream, rest: Uint8Array, callback: Callback): void {
  if (rest.byteLength > 0 && stream._isOver) {
    if (stream._rejectsGarbage) {
      const error = new errors.ERR_TRAILING_JUNK_AFTER_STREAM_END!();
      stream._failure = error;
      stream.destroy(error);
      callback();
      return;
    }
    stream.push(null);
    nextTick(callback as never);
    return;
  }
  nextTick(callback as never);
}

/** Works off one chunk at once. */
export function processSync(stream: ZlibStream, chunk: Uint8Array, flush: number): unknown {
  const codec = stream._codec;
  if (codec === null) throw new errors.ERR_INVALID_STATE!("zlib binding closed");
  const pieces: Uint8Array[] = [];
  let total = 0;
  let rest = chunk;
  const largest = Math.max(stream._chunkSize, 65536);
  for (;;) {
    const step = op_zlib_run(codec.id, flush, rest, largest);
    const [output, consumed, bits, errno] = step;
    stream.bytesWritten += consumed;
    if (errno !== null) {
      stream._failure = codecError(step);
      closeCodec(stream);
      throw stream._failure;
    }
    total += output.byteLength;
    if (total > stream._maxOutputLength) {
      closeCodec(stream);
      throw new errors.ERR_BUFFER_TOO_LARGE!(stream._maxOutputLength);
    }
    if (output.byteLength > 0) pieces.push(output);
    rest = rest.subarray(consumed);
    if ((bits & 1) !== 0) continue;
    if (rest.byteLength > 0 && stream._rejectsGarbage) {
      closeCodec(stream);
      throw new errors.ERR_TRAILING_JUNK_AFTER_STREAM_END!();
    }
    break;
  }
  return pieces.length === 1 ? bufferOf(pieces[0] as Uint8Array) : Buffer.concat(pieces as never, total);
}

// ---- one-shot forms ----

function inputOf(given: unknown): Uint8Array {
  if (typeof given === "string") return Buffer.from(given) as unknown as Uint8Array;
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (isAnyArrayBuffer(given)) {
    return new Uint8Array(given);
  }
  throw new errors.ERR_INVALID_ARG_TYPE!("buffer", ["string", "Buffer", "TypedArray", "DataView", "ArrayBuffer"], given);
}

/** All at once: the result, or an object with the codec when `info` was asked for. */
export function oneShotSync(stream: ZlibStream, given: unknown): unknown {
  const input = inputOf(given);
  const buffer = processSync(stream, input, stream._finishFlushFlag);
  closeCodec(stream);
  return stream._info ? { buffer, engine: stream } : buffer;
}

/** All at once, with a callback. */
export function oneShot(stream: ZlibStream, given: unknown, callback: unknown): void {
  validateFunction(callback, "callback");
  const done = callback as unknown as (error: Error | null, result?: unknown) => void;
  const input = inputOf(given);
  const pieces: Uint8Array[] = [];
  let total = 0;
  const tell = (error: Error | null, result?: unknown): void => {
    stream.removeListener("error", onError as never);
    stream.removeListener("end", onEnd as never);
    done(error, result);
  };
  const onError = (error: Error): void => {
    stream.on("error", (() => {}) as never);
    tell(error);
  };
  const onEnd = (): void => {
    const buffer = Buffer.concat(pieces as never, total);
    stream.close();
    tell(null, stream._info ? { buffer, engine: stream } : buffer);
  };
  stream.on("error", onError as never);
  stream.on("end", onEnd as never);
  stream.on("data", ((piece: Uint8Array) => {
    pieces.push(piece);
    total += piece.byteLength;
    if (total > stream._maxOutputLength) {
      pieces.length = 0;
      stream.removeListener("end", onEnd as never);
      stream.destroy(new errors.ERR_BUFFER_TOO_LARGE!(stream._maxOutputLength));
    }
  }) as never);
  stream.end(bufferOf(input));
}

/** `params(level, strategy, callback)` of the codecs of zlib. */
export function changeParameters(stream: ZlibStream, level: unknown, strategy: unknown, callback: Callback): void {
  const wanted = numberIn(level, "level", -1, 9, -1);
  const kind = numberIn(strategy, "strategy", 0, 4, 0);
  stream.flush(2, (error) => {
    if (stream._codec === null) {
      callback?.(aggregateTwoErrors(error, undefined) as Error | null);
      return;
    }
    if (!error && !op_zlib_set_params(stream._codec.id, wanted, kind)) {
      callback?.(Object.assign(new Error("Failed to set parameters"), { errno: -2, code: "Z_STREAM_ERROR" }));
      return;
    }
    stream._level = wanted;
    stream._strategy = kind;
    callback?.(error);
  });
}
