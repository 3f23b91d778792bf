// node:stream: Readable.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateObject } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { addAbortSignal } from "waypost-internal:node/stream/add_abort_signal";
import { construct, destroy, errorOrDestroy, undestroy } from "waypost-internal:node/stream/destroy";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { from } from "waypost-internal:node/stream/from";
import { Stream, defineAccessors, inheritFrom } from "waypost-internal:node/stream/legacy";
import { operators } from "waypost-internal:node/stream/operators";
import { iterateStream } from "waypost-internal:node/stream/readable_iterator";
import { readablePipe, readableUnpipe } from "waypost-internal:node/stream/readable_pipe";
import { ReadableState, takeFromBuffer } from "waypost-internal:node/stream/readable_state";
import type { AnyStream, Callback } from "waypost-internal:node/stream/types";
import { newReadableFromWeb, newWebFromReadable } from "waypost-internal:node/stream/web";
import { disposeOf } from "waypost-internal:node/stream/writable";
import { StringDecoder } from "waypost-internal:node/string_decoder/string_decoder";

type Options = Record<string, unknown>;
export type ReadableObject = Omit<AnyStream, "_readableState"> & {
  _readableState: ReadableState;
  _read(size: number): void;
  push(chunk: unknown, encoding?: string): boolean;
};
type ReadableConstructor = (new (options?: Options | object) => AnyStream & ReadableObject) & { prototype: AnyStream; [name: string]: unknown };

export const Readable: ReadableConstructor = function Readable(this: ReadableObject, options?: Options): unknown {
  if (!(this instanceof Readable)) return new Readable(options);
  const stream = this as unknown as AnyStream;
  this._readableState = new ReadableState(options, this instanceof Duplex);
  if (options) applyReadableOptions(this, options);
  Stream.call(this, options);
  if (options?.signal) addAbortSignal(options.signal, stream);
  startReadable(this);
  return undefined;
} as unknown as ReadableConstructor;
inheritFrom(Readable, Stream, "Readable");
Readable.ReadableState = ReadableState;

/** Takes `read`, `destroy`, `construct` of the options for the stream's own. */
export function applyReadableOptions(stream: object, options: Options): void {
  const target = stream as Record<string, unknown>;
  if (typeof options.read === "function") target._read = options.read;
  if (typeof options.destroy === "function") target._destroy = options.destroy;
  if (typeof options.construct === "function") target._construct = options.construct;
}

/** Runs the constructor's asynchronous half; reading begins after it. */
export function startReadable(stream: object): void {
  const readable = stream as ReadableObject;
  construct(readable as unknown as AnyStream, () => {
    if (readable._readableState.needReadable) maybeReadMore(readable, readable._readableState);
  });
}

const prototype = Readable.prototype as unknown as ReadableObject & Record<string, unknown>;

prototype.destroy = destroy as never;
prototype._undestroy = undestroy;
prototype._destroy = function _destroy(error: Error | null, callback: Callback): void {
  callback(error);
};
(prototype as unknown as Record<symbol, unknown>)[Symbol.for("nodejs.rejection")] = function (this: AnyStream, error: Error): void {
  this.destroy(error);
};

prototype.push = function push(this: ReadableObject, chunk: unknown, encoding?: string): boolean {
  return accept(this, chunk, encoding, false);
};
prototype.unshift = function unshift(this: ReadableObject, chunk: unknown, encoding?: string): boolean {
  return accept(this, chunk, encoding, true);
};

function accept(stream: ReadableObject, given: unknown, encodingGiven: string | undefined, toFront: boolean): boolean {
  const state = stream._readableState;
  const self = stream as unknown as AnyStream;
  let chunk = given;
  let encoding = encodingGiven;
  if (chunk === null) {
    state.reading = false;
    onEnd(stream, state);
    return false;
  }
  if (!state.objectMode) {
    if (typeof chunk === "string") {
      encoding ||= state.defaultEncoding;
      if (state.encoding !== encoding) {
        if (toFront && state.encoding) chunk = Buffer.from(chunk, encoding).toString(state.encoding);
        else {
          chunk = Buffer.from(chunk, encoding);
          encoding = "";
        }
      }
    } else if (chunk instanceof Buffer) encoding = "";
    else if (ArrayBuffer.isView(chunk)) {
      chunk = Buffer.from(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength);
      encoding = "";
    } else if (chunk !== undefined) {
      errorOrDestroy(self, new codes.ERR_INVALID_ARG_TYPE!("chunk", ["string", "Buffer", "TypedArray", "DataView"], chunk));
      return false;
    }
  }
  const hasContent = state.objectMode ? true : chunk !== undefined && (chunk as { length: number }).length > 0;
  if (!hasContent) {
    if (!toFront) {
      state.reading = false;
      maybeReadMore(stream, state);
    }
    return wantsMore(state);
  }
  if (toFront) {
    if (state.endEmitted) errorOrDestroy(self, new codes.ERR_STREAM_UNSHIFT_AFTER_END_EVENT!());
    else if (state.destroyed || state.errored) return false;
    else addChunk(stream, state, chunk, true);
  } else if (state.ended) errorOrDestroy(self, new codes.ERR_STREAM_PUSH_AFTER_EOF!());
  else if (state.destroyed || state.errored) return false;
  else {
    state.reading = false;
    if (state.decoder && !encoding) {
      chunk = state.decoder.write(chunk as Uint8Array);
      if (state.objectMode || (chunk as string).length !== 0) addChunk(stream, state, chunk, false);
      else maybeReadMore(stream, state);
    } else addChunk(stream, state, chunk, false);
  }
  return wantsMore(state);
}

function wantsMore(state: ReadableState): boolean {
  return !state.ended && (state.length < state.highWaterMark || state.length === 0);
}

function addChunk(stream: ReadableObject, state: ReadableState, chunk: unknown, toFront: boolean): void {
  if (state.flowing && state.length === 0 && !state.sync && stream.listenerCount("data") > 0) {
    clearAwaiting(state);
    state.dataEmitted = true;
    stream.emit("data", chunk);
  } else {
    state.length += state.objectMode ? 1 : (chunk as { length: number }).length;
    if (!toFront) state.buffer.push(chunk);
    else if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if (state.needReadable) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}

function clearAwaiting(state: ReadableState): void {
  if (state.multiAwaitDrain) (state.awaitDrainWriters as Set<AnyStream>).clear();
  else state.awaitDrainWriters = null;
}

prototype.isPaused = function isPaused(this: ReadableObject): boolean {
  return this._readableState.paused === true || this._readableState.flowing === false;
};

prototype.setEncoding = function setEncoding(this: ReadableObject, encoding: string): object {
  const state = this._readableState;
  const decoder = new StringDecoder(encoding);
  state.decoder = decoder;
  state.encoding = decoder.encoding;
  // What is buffered already becomes text as well.
  let content = "";
  for (const chunk of state.buffer.slice(state.bufferIndex)) content += decoder.write(chunk as Uint8Array);
  state.buffer.length = 0;
  state.bufferIndex = 0;
  if (content !== "") state.buffer.push(content);
  state.length = content.length;
  return this;
};

const MAX_HIGH_WATER_MARK = 0x40000000;

/** The next power of two: a reader that asks for more than the mark raises it. */
function raisedMark(n: number): number {
  if (n > MAX_HIGH_WATER_MARK) throw new codes.ERR_OUT_OF_RANGE!("size", "<= 1GiB", n);
  return 2 ** Math.ceil(Math.log2(n));
}

function howMuch(n: number, state: ReadableState): number {
  if (n <= 0 || (state.length === 0 && state.ended)) return 0;
  if (state.objectMode) return 1;
  if (Number.isNaN(n)) {
    if (state.flowing && state.length) return (state.buffer[state.bufferIndex] as { length: number }).length;
    return state.length;
  }
  if (n <= state.length) return n;
  return state.ended ? state.length : 0;
}

prototype.read = function read(this: ReadableObject, size?: number): unknown {
  let n: number;
  if (size === undefined) n = NaN;
  else n = Number.isInteger(size) ? size : Number.parseInt(size as never, 10);
  const state = this._readableState;
  const asked = n;
  if (n > state.highWaterMark) state.highWaterMark = raisedMark(n);
  if (n !== 0) state.emittedReadable = false;
  const isFull = state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0;
  if (n === 0 && state.needReadable && (isFull || state.ended)) {
    if (state.length === 0 && state.ended) endReadable(this);
    else emitReadable(this);
    return null;
  }
  n = howMuch(n, state);
  if (n === 0 && state.ended) {
    if (state.length === 0) endReadable(this);
    return null;
  }
  let wants = state.needReadable;
  if (state.length === 0 || state.length - n < state.highWaterMark) wants = true;
  if (state.ended || state.reading || state.destroyed || state.errored || !state.constructed) wants = false;
  else if (wants) {
    state.reading = true;
    state.sync = true;
    if (state.length === 0) state.needReadable = true;
    try {
      this._read(state.highWaterMark);
    } catch (error) {
      errorOrDestroy(this as unknown as AnyStream, error);
    }
    state.sync = false;
    if (!state.reading) n = howMuch(asked, state);
  }
  const result = n > 0 ? takeFromBuffer(n, state) : null;
  if (result === null) {
    state.needReadable = state.length <= state.highWaterMark;
    n = 0;
  } else {
    state.length -= n;
    clearAwaiting(state);
  }
  if (state.length === 0) {
    if (!state.ended) state.needReadable = true;
    if (asked !== n && state.ended) endReadable(this);
  }
  if (result !== null && !state.errorEmitted && !state.closeEmitted) {
    state.dataEmitted = true;
    this.emit("data", result);
  }
  return result;
};

function onEnd(stream: ReadableObject, state: ReadableState): void {
  if (state.ended) return;
  if (state.decoder) {
    const rest = state.decoder.end();
    if (rest && rest.length > 0) {
      state.buffer.push(rest);
      state.length += state.objectMode ? 1 : rest.length;
    }
  }
  state.ended = true;
  if (state.sync) emitReadable(stream);
  else {
    state.needReadable = false;
    state.emittedReadable = true;
    emitReadableNow(stream);
  }
}

function emitReadable(stream: ReadableObject): void {
  const state = stream._readableState;
  state.needReadable = false;
  if (state.emittedReadable) return;
  state.emittedReadable = true;
  nextTick(emitReadableNow as never, stream);
}

function emitReadableNow(stream: ReadableObject): void {
  const state = stream._readableState;
  if (!state.destroyed && !state.errored && (state.length > 0 || state.ended)) {
    stream.emit("readable");
    state.emittedReadable = false;
  }
  state.needReadable = !state.flowing && !state.ended && state.length <= state.highWaterMark;
  flow(stream);
}

function maybeReadMore(stream: ReadableObject, state: ReadableState): void {
  if (state.readingMore || !state.constructed) return;
  state.readingMore = true;
  nextTick(readMore as never, stream, state);
}

function readMore(stream: ReadableObject, state: ReadableState): void {
  while (!state.reading && !state.ended && (state.length < state.highWaterMark || (state.flowing && state.length === 0))) {
    const before = state.length;
    stream.read(0);
    if (before === state.length) break;
  }
  state.readingMore = false;
}

prototype._read = function _read(): never {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED!("_read()");
};

prototype.pipe = readablePipe as never;
prototype.unpipe = readableUnpipe as never;

prototype.on = function on(this: ReadableObject, event: string, listener: unknown): object {
  const result = Stream.prototype.on.call(this, event, listener as never);
  const state = this._readableState;
  if (event === "data") {
    state.readableListening = this.listenerCount("readable") > 0;
    if (state.flowing !== false) this.resume();
  } else if (event === "readable" && !state.endEmitted && !state.readableListening) {
    state.readableListening = state.needReadable = true;
    state.flowing = false;
    state.emittedReadable = false;
    if (state.length) emitReadable(this);
    else if (!state.reading) nextTick(() => this.read(0));
  }
  return result;
} as never;
prototype.addListener = prototype.on;

prototype.removeListener = function removeListener(this: ReadableObject, event: string, listener: unknown): object {
  const result = Stream.prototype.removeListener.call(this, event, listener as never);
  if (event === "readable") nextTick(updateReadableListening as never, this);
  return result;
} as never;
prototype.off = prototype.removeListener;

prototype.removeAllListeners = function removeAllListeners(this: ReadableObject, event?: string): object {
  const result = Reflect.apply(Stream.prototype.removeAllListeners, this, arguments as unknown as [string]);
  if (event === "readable" || event === undefined) nextTick(updateReadableListening as never, this);
  return result;
} as never;

function updateReadableListening(stream: ReadableObject): void {
  const state = stream._readableState;
  state.readableListening = stream.listenerCount("readable") > 0;
  if (state.resumeScheduled && state.paused === false) state.flowing = true;
  else if (stream.listenerCount("data") > 0) stream.resume();
  else if (!state.readableListening) state.flowing = null;
}

prototype.resume = function resume(this: ReadableObject): object {
  const state = this._readableState;
  if (!state.flowing) {
    // With a `readable` listener the flow waits for its reads.
    state.flowing = !state.readableListening;
    if (!state.resumeScheduled) {
      state.resumeScheduled = true;
      nextTick(resumeNow as never, this, state);
    }
  }
  state.paused = false;
  return this;
};

function resumeNow(stream: ReadableObject, state: ReadableState): void {
  if (!state.reading) stream.read(0);
  state.resumeScheduled = false;
  stream.emit("resume");
  flow(stream);
  if (state.flowing && !state.reading) stream.read(0);
}

prototype.pause = function pause(this: ReadableObject): object {
  const state = this._readableState;
  if (state.flowing !== false) {
    state.flowing = false;
    this.emit("pause");
  }
  state.paused = true;
  return this;
};

function flow(stream: ReadableObject): void {
  const state = stream._readableState;
  while (state.flowing && stream.read() !== null) {
    // Reading emits the data.
  }
}

/** Makes a readable of an old stream that only knows `data`, `end` and `pause`. */
prototype.wrap = function wrap(this: ReadableObject, old: AnyStream): object {
  let isPaused = false;
  old.on("data", ((chunk: unknown) => {
    if (!this.push(chunk) && old.pause) {
      isPaused = true;
      old.pause();
    }
  }) as never);
  old.on("end", (() => this.push(null)) as never);
  old.on("error", ((error: unknown) => errorOrDestroy(this as unknown as AnyStream, error)) as never);
  old.on("close", (() => this.destroy()) as never);
  old.on("destroy", (() => this.destroy()) as never);
  this._read = (): void => {
    if (isPaused && old.resume) {
      isPaused = false;
      old.resume();
    }
  };
  for (const name of Object.keys(old)) {
    const value = (old as Record<string, unknown>)[name];
    const self = this as unknown as Record<string, unknown>;
    if (self[name] === undefined && typeof value === "function") self[name] = value.bind(old);
  }
  return this;
};

prototype[Symbol.asyncIterator as never] = function (this: AnyStream): unknown {
  return iterateStream(this);
} as never;
prototype.iterator = function iterator(this: AnyStream, options?: { destroyOnReturn?: boolean }): unknown {
  if (options !== undefined) validateObject(options, "options");
  return iterateStream(this, options);
};

export function endReadable(stream: ReadableObject): void {
  const state = stream._readableState;
  if (state.endEmitted) return;
  state.ended = true;
  nextTick(endReadableNow as never, state, stream);
}

function endReadableNow(state: ReadableState, stream: ReadableObject): void {
  if (state.errored || state.closeEmitted || state.endEmitted || state.length !== 0) return;
  state.endEmitted = true;
  stream.emit("end");
  if (stream.writable && stream.allowHalfOpen === false) {
    nextTick(() => {
      if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
    });
  } else if (state.autoDestroy) {
    const writable = (stream as unknown as AnyStream)._writableState;
    const isOver = !writable || (writable.autoDestroy && (writable.finished || writable.writable === false));
    if (isOver) stream.destroy();
  }
}

/** The accessors of a readable half. */
export const readableAccessors: Record<string, PropertyDescriptor> = {
  readable: {
    get(this: ReadableObject): boolean {
      const state = this._readableState;
      return !!state && state.readable !== false && !state.destroyed && !state.errorEmitted && !state.endEmitted;
    },
    set(this: ReadableObject, value: boolean): void {
      if (this._readableState) this._readableState.readable = !!value;
    },
  },
  readableDidRead: { get(this: ReadableObject): boolean { return this._readableState.dataEmitted; } },
  readableAborted: {
    get(this: ReadableObject): boolean {
      const state = this._readableState;
      return !!(state.readable !== false && (state.destroyed || state.errored) && !state.endEmitted);
    },
  },
  readableHighWaterMark: { get(this: ReadableObject): number { return this._readableState.highWaterMark; } },
  readableBuffer: {
    get(this: ReadableObject): unknown {
      return this._readableState && this._readableState.buffer.slice(this._readableState.bufferIndex);
    },
  },
  readableFlowing: {
    get(this: ReadableObject): boolean | null { return this._readableState.flowing; },
    set(this: ReadableObject, value: boolean | null): void {
      if (this._readableState) this._readableState.flowing = value;
    },
  },
  readableLength: { get(this: ReadableObject): number { return this._readableState.length; } },
  readableObjectMode: { get(this: ReadableObject): boolean { return this._readableState ? this._readableState.objectMode : false; } },
  readableEncoding: { get(this: ReadableObject): string | null { return this._readableState ? this._readableState.encoding : null; } },
  errored: { get(this: ReadableObject): Error | null { return this._readableState ? this._readableState.errored : null; } },
  readableErrored: { get(this: ReadableObject): Error | null { return this._readableState ? this._readableState.errored : null; } },
  closed: { get(this: ReadableObject): boolean { return this._readableState ? this._readableState.closed : false; } },
  destroyed: {
    get(this: ReadableObject): boolean { return this._readableState ? this._readableState.destroyed : false; },
    set(this: ReadableObject, value: boolean): void {
      if (this._readableState) this._readableState.destroyed = value;
    },
  },
  readableEnded: { get(this: ReadableObject): boolean { return this._readableState ? this._readableState.endEmitted : false; } },
};
defineAccessors(Readable.prototype, readableAccessors);

Object.defineProperty(prototype, Symbol.asyncDispose, {
  configurable: true,
  writable: true,
  value: function (this: AnyStream): Promise<void> {
    return disposeOf(this, this.readableEnded === true);
  },
});
Object.defineProperty(prototype, "constructor", { value: Readable, writable: true, configurable: true, enumerable: false });
for (const [name, method] of Object.entries(operators)) {
  Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true, enumerable: false });
}

Readable._fromList = takeFromBuffer;
Readable.from = (iterable: unknown, options?: Options): unknown => from(iterable, options);
Readable.fromWeb = (web: unknown, options?: Options): unknown => newReadableFromWeb(web, options);
Readable.toWeb = (stream: AnyStream, options?: object): unknown => newWebFromReadable(stream, options);
Readable.wrap = (source: AnyStream, options?: Options): unknown =>
  (new Readable({
    objectMode: source.readableObjectMode ?? (source as { objectMode?: boolean }).objectMode ?? true,
    ...options,
    destroy(error: Error | null, callback: Callback): void {
      (source as { destroy?: (e: unknown) => void }).destroy?.(error);
      callback(error);
    },
  }) as unknown as { wrap(old: AnyStream): unknown }).wrap(source);
export default Readable;
