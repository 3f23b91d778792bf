// node:stream: Writable.

import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { addAbortSignal } from "waypost-internal:node/stream/add_abort_signal";
import { construct, destroy, errorOrDestroy, undestroy } from "waypost-internal:node/stream/destroy";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { defaultEncodingOf, highWaterMarkOf } from "waypost-internal:node/stream/high_water_mark";
import { Stream, defineAccessors, inheritFrom } from "waypost-internal:node/stream/legacy";
import type { AnyStream, BaseState, Callback } from "waypost-internal:node/stream/types";
import { newWritableFromWeb, newWebFromWritable } from "waypost-internal:node/stream/web";

interface Buffered {
  chunk: unknown;
  encoding: string;
  callback: Callback;
}
type Options = Record<string, unknown> & {
  write?: unknown;
  writev?: unknown;
  destroy?: unknown;
  final?: unknown;
  construct?: unknown;
  signal?: unknown;
};

function nop(): void {}

export class WritableState implements BaseState {
  objectMode: boolean;
  highWaterMark: number;
  finalCalled = false;
  needDrain = false;
  ending = false;
  ended = false;
  finished = false;
  destroyed = false;
  decodeStrings: boolean;
  defaultEncoding: string;
  length = 0;
  writing = false;
  corked = 0;
  sync = true;
  bufferProcessing = false;
  onwrite: Callback;
  writecb: Callback | null = null;
  writelen = 0;
  afterWriteTickInfo: { count: number; callback: Callback } | null = null;
  buffered: (Buffered | null)[] = [];
  bufferedIndex = 0;
  allBuffers = true;
  allNoop = true;
  pendingcb = 0;
  constructed = true;
  prefinished = false;
  errorEmitted = false;
  emitClose: boolean;
  autoDestroy: boolean;
  errored: Error | null = null;
  closed = false;
  closeEmitted = false;
  writable?: boolean;
  onFinished: Callback[] = [];

  constructor(options: Options | undefined, stream: AnyStream, isDuplex: boolean) {
    this.objectMode = !!(options?.objectMode || (isDuplex && options?.writableObjectMode));
    this.highWaterMark = highWaterMarkOf(this.objectMode, options, "writableHighWaterMark", isDuplex);
    this.decodeStrings = options?.decodeStrings !== false;
    this.defaultEncoding = defaultEncodingOf(options);
    this.emitClose = options?.emitClose !== false;
    this.autoDestroy = options?.autoDestroy !== false;
    this.onwrite = (error): void => onWrite(stream as WritableStreamObject, error);
  }

  getBuffer(): (Buffered | null)[] {
    return this.buffered.slice(this.bufferedIndex);
  }

  get bufferedRequestCount(): number {
    return this.buffered.length - this.bufferedIndex;
  }
}

type WritableStreamObject = Omit<AnyStream, "_writableState"> & {
  _writableState: WritableState;
  _write(chunk: unknown, encoding: string, callback: Callback): void;
  _writev?: ((chunks: Buffered[], callback: Callback) => void) | null;
  _final?(callback: Callback): void;
  cork(): void;
  uncork(): void;
};
type WritableConstructor = (new (options?: Options | object) => AnyStream & WritableStreamObject) & { prototype: AnyStream; [name: string]: unknown };

export const Writable: WritableConstructor = function Writable(this: WritableStreamObject, options?: Options): unknown {
  const isDuplex = this instanceof Duplex;
  if (!isDuplex && !Function.prototype[Symbol.hasInstance].call(Writable, this)) return new Writable(options);
  const stream = this as unknown as AnyStream;
  this._writableState = new WritableState(options, stream, isDuplex);
  if (options) applyWritableOptions(this, options);
  Stream.call(this, options);
  if (options?.signal) addAbortSignal(options.signal, stream);
  startWritable(this);
  return undefined;
} as unknown as WritableConstructor;
inheritFrom(Writable, Stream, "Writable");
Writable.WritableState = WritableState;

/** Takes `write`, `writev`, `destroy`, `final`, `construct` of the options for the stream's own. */
export function applyWritableOptions(stream: object, options: Options): void {
  const target = stream as Record<string, unknown>;
  if (typeof options.write === "function") target._write = options.write;
  if (typeof options.writev === "function") target._writev = options.writev;
  if (typeof options.destroy === "function") target._destroy = options.destroy;
  if (typeof options.final === "function") target._final = options.final;
  if (typeof options.construct === "function") target._construct = options.construct;
}

/** Runs the constructor's asynchronous half; what was written meanwhile follows. */
export function startWritable(stream: object): void {
  const writable = stream as WritableStreamObject;
  construct(writable as unknown as AnyStream, () => {
    const state = writable._writableState;
    if (!state.writing) clearBuffer(writable, state);
    finishMaybe(writable, state);
  });
}

Object.defineProperty(Writable, Symbol.hasInstance, {
  configurable: true,
  value(this: unknown, object: AnyStream | null): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this as never, object)) return true;
    if (this !== Writable) return false;
    return !!object && (object as AnyStream)._writableState instanceof WritableState;
  },
});

const prototype = Writable.prototype as unknown as WritableStreamObject & Record<string, unknown>;

prototype.pipe = function pipe(this: AnyStream): never {
  errorOrDestroy(this, new codes.ERR_STREAM_CANNOT_PIPE!());
  return undefined as never;
} as never;

/** Takes one chunk; answers `true`, `false` for "wait", or the error. */
function take(stream: WritableStreamObject, given: unknown, encodingOrCallback: unknown, callbackArgument: unknown): Error | boolean {
  const state = stream._writableState;
  let chunk = given;
  let encoding = encodingOrCallback as string;
  let callback = callbackArgument as Callback;
  if (typeof encodingOrCallback === "function") {
    callback = encodingOrCallback as Callback;
    encoding = state.defaultEncoding;
  } else {
    if (!encoding) encoding = state.defaultEncoding;
    else if (encoding !== "buffer" && !Buffer.isEncoding(encoding)) throw new codes.ERR_UNKNOWN_ENCODING!(encoding);
    if (typeof callback !== "function") callback = nop;
  }
  if (chunk === null) throw new codes.ERR_STREAM_NULL_VALUES!();
  if (!state.objectMode) {
    if (typeof chunk === "string") {
      if (state.decodeStrings) {
        chunk = Buffer.from(chunk, encoding);
        encoding = "buffer";
      }
    } else if (ArrayBuffer.isView(chunk)) {
      if (!(chunk instanceof Buffer)) chunk = Buffer.from(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength);
      encoding = "buffer";
    } else throw new codes.ERR_INVALID_ARG_TYPE!("chunk", ["string", "Buffer", "TypedArray", "DataView"], chunk);
  }
  let error: Error | undefined;
  if (state.ending) error = new codes.ERR_STREAM_WRITE_AFTER_END!();
  else if (state.destroyed) error = new codes.ERR_STREAM_DESTROYED!("write");
  if (error) {
    nextTick(callback as never, error);
    errorOrDestroy(stream as unknown as AnyStream, error, true);
    return error;
  }
  state.pendingcb++;
  return writeOrBuffer(stream, state, chunk, encoding, callback);
}

prototype.write = function write(this: WritableStreamObject, chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
  let taken = encoding;
  let done = callback;
  if (encoding != null && typeof encoding === "function") {
    done = encoding;
    taken = null;
  }
  return take(this, chunk, taken, done) === true;
} as never;

prototype.cork = function cork(this: WritableStreamObject): void {
  this._writableState.corked++;
};

prototype.uncork = function uncork(this: WritableStreamObject): void {
  const state = this._writableState;
  if (!state.corked) return;
  state.corked--;
  if (!state.writing) clearBuffer(this, state);
};

prototype.setDefaultEncoding = function setDefaultEncoding(this: WritableStreamObject, encoding: string): object {
  const name = typeof encoding === "string" ? encoding.toLowerCase() : encoding;
  if (!Buffer.isEncoding(name)) throw new codes.ERR_UNKNOWN_ENCODING!(name);
  this._writableState.defaultEncoding = name;
  return this;
} as never;

function sizeOf(state: WritableState, chunk: unknown): number {
  return state.objectMode ? 1 : (chunk as { length: number }).length;
}

function writeOrBuffer(stream: WritableStreamObject, state: WritableState, chunk: unknown, encoding: string, callback: Callback): boolean {
  const size = sizeOf(state, chunk);
  state.length += size;
  const hasRoom = state.length < state.highWaterMark;
  if (!hasRoom) state.needDrain = true;
  if (state.writing || state.corked || state.errored || !state.constructed) {
    state.buffered.push({ chunk, encoding, callback });
    if (state.allBuffers && encoding !== "buffer") state.allBuffers = false;
    if (state.allNoop && callback !== nop) state.allNoop = false;
  } else {
    state.writelen = size;
    state.writecb = callback;
    state.writing = true;
    state.sync = true;
    stream._write(chunk, encoding, state.onwrite);
    state.sync = false;
  }
  // Nothing more is wanted after an error, also one of this very write.
  return hasRoom && !state.errored && !state.destroyed;
}

function doWrite(stream: WritableStreamObject, state: WritableState, all: boolean, size: number, chunk: unknown, encoding: string, callback: Callback): void {
  state.writelen = size;
  state.writecb = callback;
  state.writing = true;
  state.sync = true;
  if (state.destroyed) state.onwrite(new codes.ERR_STREAM_DESTROYED!("write"));
  else if (all) stream._writev!(chunk as Buffered[], state.onwrite);
  else stream._write(chunk, encoding, state.onwrite);
  state.sync = false;
}

function failWrite(stream: WritableStreamObject, state: WritableState, error: Error, callback: Callback): void {
  state.pendingcb--;
  callback(error);
  // Those still waiting fail with the same error, before it is emitted.
  errorBuffer(state);
  errorOrDestroy(stream as unknown as AnyStream, error);
}

function onWrite(stream: WritableStreamObject, error?: Error | null): void {
  const state = stream._writableState;
  const { sync, writecb: callback } = state;
  if (typeof callback !== "function") {
    errorOrDestroy(stream as unknown as AnyStream, new codes.ERR_MULTIPLE_CALLBACK!());
    return;
  }
  state.writing = false;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;
  if (error) {
    if (!state.errored) state.errored = error;
    const readable = (stream as unknown as AnyStream)._readableState;
    if (readable && !readable.errored) readable.errored = error;
    if (sync) nextTick(failWrite as never, stream, state, error, callback);
    else failWrite(stream, state, error, callback);
    return;
  }
  if (state.buffered.length > state.bufferedIndex) clearBuffer(stream, state);
  if (sync) deferAfterWrite(stream, state, callback);
  else afterWrite(stream, state, 1, callback);
}

/** Equal callbacks of one tick are called together; one that does nothing needs no tick. */
function deferAfterWrite(stream: WritableStreamObject, state: WritableState, callback: Callback): void {
  const info = state.afterWriteTickInfo;
  const needsDrain = !state.ending && !state.destroyed && state.length === 0 && state.needDrain;
  if (callback === nop && !needsDrain && info === null && !state.destroyed) {
    state.pendingcb--;
    if (state.ending) finishMaybe(stream, state, true);
  } else if (info !== null && info.callback === callback) info.count++;
  else {
    state.afterWriteTickInfo = { count: 1, callback };
    nextTick(afterWriteTick as never, stream, state, state.afterWriteTickInfo);
  }
}

function afterWriteTick(stream: WritableStreamObject, state: WritableState, info: { count: number; callback: Callback }): void {
  if (state.afterWriteTickInfo === info) state.afterWriteTickInfo = null;
  afterWrite(stream, state, info.count, info.callback);
}

function afterWrite(stream: WritableStreamObject, state: WritableState, count: number, callback: Callback): void {
  const needsDrain = !state.ending && !stream.destroyed && state.length === 0 && state.needDrain;
  if (needsDrain) {
    state.needDrain = false;
    stream.emit("drain");
  }
  for (let i = 0; i < count; i++) {
    state.pendingcb--;
    callback(null);
  }
  if (state.destroyed) errorBuffer(state);
  finishMaybe(stream, state);
}

function errorBuffer(state: WritableState): void {
  if (state.writing) return;
  for (let i = state.bufferedIndex; i < state.buffered.length; i++) {
    const { chunk, callback } = state.buffered[i] as Buffered;
    state.length -= sizeOf(state, chunk);
    callback(state.errored ?? new codes.ERR_STREAM_DESTROYED!("write"));
  }
  callFinished(state, state.errored ?? new codes.ERR_STREAM_DESTROYED!("end"));
  resetBuffer(state);
}

function callFinished(state: WritableState, error?: Error | null): void {
  for (const callback of state.onFinished.splice(0)) callback(error);
}

function resetBuffer(state: WritableState): void {
  state.buffered = [];
  state.bufferedIndex = 0;
  state.allBuffers = true;
  state.allNoop = true;
}

function clearBuffer(stream: WritableStreamObject, state: WritableState): void {
  if (state.corked || state.bufferProcessing || state.destroyed || !state.constructed) return;
  const { buffered, bufferedIndex } = state;
  const count = buffered.length - bufferedIndex;
  if (count === 0) return;
  state.bufferProcessing = true;
  if (count > 1 && stream._writev) {
    state.pendingcb -= count - 1;
    const chunks = buffered.slice(bufferedIndex) as Buffered[] & { allBuffers?: boolean };
    chunks.allBuffers = state.allBuffers;
    const callback: Callback = state.allNoop ? nop : (error): void => chunks.forEach((one) => one.callback(error));
    doWrite(stream, state, true, state.length, chunks, "", callback);
    resetBuffer(state);
  } else {
    let i = bufferedIndex;
    do {
      const { chunk, encoding, callback } = buffered[i] as Buffered;
      buffered[i++] = null;
      doWrite(stream, state, false, sizeOf(state, chunk), chunk, encoding, callback);
    } while (i < buffered.length && !state.writing);
    if (i === buffered.length) resetBuffer(state);
    else if (i > 256) {
      buffered.splice(0, i);
      state.bufferedIndex = 0;
    } else state.bufferedIndex = i;
  }
  state.bufferProcessing = false;
}

prototype._write = function _write(this: WritableStreamObject, chunk: unknown, encoding: string, callback: Callback): void {
  if (!this._writev) throw new codes.ERR_METHOD_NOT_IMPLEMENTED!("_write()");
  this._writev([{ chunk, encoding } as Buffered], callback);
};
prototype._writev = null;

prototype.end = function end(this: WritableStreamObject, chunkArgument?: unknown, encodingArgument?: unknown, callbackArgument?: unknown): object {
  const state = this._writableState;
  let chunk = chunkArgument;
  let encoding = encodingArgument;
  let callback = callbackArgument;
  if (typeof chunk === "function") {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === "function") {
    callback = encoding;
    encoding = null;
  }
  let error: Error | undefined;
  if (chunk !== null && chunk !== undefined) {
    const taken = take(this, chunk, encoding, undefined);
    if (taken instanceof Error) error = taken;
  }
  if (state.corked) {
    state.corked = 1;
    this.uncork();
  }
  if (error) {
    // Told below.
  } else if (!state.errored && !state.ending) {
    state.ending = true;
    finishMaybe(this, state, true);
    state.ended = true;
  } else if (state.finished) error = new codes.ERR_STREAM_ALREADY_FINISHED!("end");
  else if (state.destroyed) error = new codes.ERR_STREAM_DESTROYED!("end");
  if (typeof callback === "function") {
    if (error) nextTick(callback as never, error);
    else if (state.finished) nextTick(callback as never);
    else if (state.errored) nextTick(callback as never, state.errored);
    else state.onFinished.push(callback as Callback);
  }
  return this;
} as never;

function needsFinish(state: WritableState): boolean {
  return (
    state.ending &&
    !state.destroyed &&
    state.constructed &&
    state.length === 0 &&
    !state.errored &&
    state.buffered.length === 0 &&
    !state.finished &&
    !state.writing &&
    !state.errorEmitted &&
    !state.closeEmitted
  );
}

function callFinal(stream: WritableStreamObject, state: WritableState): void {
  let isDone = false;
  const onFinal: Callback = (error) => {
    if (isDone) {
      errorOrDestroy(stream as unknown as AnyStream, error ?? new codes.ERR_MULTIPLE_CALLBACK!());
      return;
    }
    isDone = true;
    state.pendingcb--;
    if (error) {
      callFinished(state, error);
      errorOrDestroy(stream as unknown as AnyStream, error, state.sync);
    } else if (needsFinish(state)) {
      state.prefinished = true;
      stream.emit("prefinish");
      // `finish` comes in a tick of its own, as without `_final`.
      state.pendingcb++;
      nextTick(finish as never, stream, state);
    }
  };
  state.sync = true;
  state.pendingcb++;
  try {
    stream._final!(onFinal);
  } catch (error) {
    onFinal(error as Error);
  }
  state.sync = false;
}

function prefinish(stream: WritableStreamObject, state: WritableState): void {
  if (state.prefinished || state.finalCalled) return;
  if (typeof stream._final === "function" && !state.destroyed) {
    state.finalCalled = true;
    callFinal(stream, state);
  } else {
    state.prefinished = true;
    stream.emit("prefinish");
  }
}

function finishMaybe(stream: WritableStreamObject, state: WritableState, sync: boolean = false): void {
  if (!needsFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    nextTick(() => {
      if (needsFinish(state)) finish(stream, state);
      else state.pendingcb--;
    });
  } else if (needsFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finish(stream: WritableStreamObject, state: WritableState): void {
  state.pendingcb--;
  state.finished = true;
  callFinished(state, null);
  stream.emit("finish");
  if (!state.autoDestroy) return;
  const readable = (stream as unknown as AnyStream)._readableState;
  const isOver = !readable || (readable.autoDestroy && (readable.endEmitted || readable.readable === false));
  if (isOver) stream.destroy();
}

/** The accessors of a writable half; Duplex takes them too. */
export const writableAccessors: Record<string, PropertyDescriptor> = {
  closed: {
    get(this: AnyStream): boolean {
      return this._writableState ? this._writableState.closed : false;
    },
  },
  destroyed: {
    get(this: AnyStream): boolean {
      return this._writableState ? this._writableState.destroyed : false;
    },
    set(this: AnyStream, value: boolean): void {
      if (this._writableState) this._writableState.destroyed = value;
    },
  },
  writable: {
    get(this: AnyStream): boolean {
      const state = this._writableState;
      return !!state && state.writable !== false && !state.destroyed && !state.errored && !state.ending && !state.ended;
    },
    set(this: AnyStream, value: boolean): void {
      if (this._writableState) this._writableState.writable = !!value;
    },
  },
  writableFinished: {
    get(this: AnyStream): boolean {
      return this._writableState ? this._writableState.finished : false;
    },
  },
  writableObjectMode: {
    get(this: AnyStream): boolean {
      return this._writableState ? this._writableState.objectMode : false;
    },
  },
  writableBuffer: {
    get(this: WritableStreamObject): unknown {
      return this._writableState && this._writableState.getBuffer();
    },
  },
  writableEnded: {
    get(this: AnyStream): boolean {
      return this._writableState ? this._writableState.ending : false;
    },
  },
  writableNeedDrain: {
    get(this: AnyStream): boolean {
      const state = this._writableState;
      return !!state && !state.destroyed && !state.ending && state.needDrain;
    },
  },
  writableHighWaterMark: {
    get(this: AnyStream): number | undefined {
      return this._writableState?.highWaterMark;
    },
  },
  writableCorked: {
    get(this: WritableStreamObject): number {
      return this._writableState ? this._writableState.corked : 0;
    },
  },
  writableLength: {
    get(this: AnyStream): number | undefined {
      return this._writableState?.length;
    },
  },
  errored: {
    get(this: AnyStream): Error | null {
      return this._writableState ? this._writableState.errored : null;
    },
  },
  writableErrored: {
    get(this: AnyStream): Error | null {
      return this._writableState ? this._writableState.errored : null;
    },
  },
  writableAborted: {
    get(this: AnyStream): boolean {
      const state = this._writableState;
      return !!(state && state.writable !== false && (state.destroyed || state.errored) && !state.finished);
    },
  },
};
defineAccessors(Writable.prototype, writableAccessors);

prototype.destroy = function (this: WritableStreamObject, error?: unknown, callback?: Callback): object {
  const state = this._writableState;
  if (!state.destroyed && (state.bufferedIndex < state.buffered.length || state.onFinished.length > 0)) {
    nextTick(errorBuffer as never, state);
  }
  destroy.call(this as unknown as AnyStream, error, callback);
  return this;
} as never;
Object.defineProperty(prototype.destroy, "name", { value: "destroy" });
prototype._undestroy = undestroy;
prototype._destroy = function _destroy(error: Error | null, callback: Callback): void {
  callback(error);
};
(prototype as unknown as Record<symbol, unknown>)[Symbol.for("nodejs.rejection")] = function (this: AnyStream, error: Error): void {
  this.destroy(error);
};
Object.defineProperty(prototype, Symbol.asyncDispose, {
  configurable: true,
  writable: true,
  value: function (this: AnyStream): Promise<void> {
    return disposeOf(this, this.writableFinished === true);
  },
});

/** Destroys the stream and waits until it is closed; an abort that this causes is no failure. */
export function disposeOf(stream: AnyStream, isOver: boolean): Promise<void> {
  let error: Error | undefined;
  if (!stream.destroyed) {
    if (!isOver) {
      error = new codes.ERR_STREAM_PREMATURE_CLOSE!() as Error;
      error.name = "AbortError";
    }
    stream.destroy(isOver ? null : error);
  }
  return new Promise((resolve, reject) => {
    const settle = (failure?: unknown): void => {
      if (failure && failure !== error) reject(failure as Error);
      else resolve();
    };
    if (stream.closed) {
      settle(stream.errored);
      return;
    }
    stream.once("error", settle as never);
    stream.once("close", (() => settle()) as never);
  });
}

Writable.fromWeb = (web: unknown, options?: object): unknown => newWritableFromWeb(web, options);
Writable.toWeb = (stream: AnyStream): unknown => newWebFromWritable(stream);
Object.defineProperty(prototype, "constructor", { value: Writable, writable: true, configurable: true, enumerable: false });
export default Writable;
