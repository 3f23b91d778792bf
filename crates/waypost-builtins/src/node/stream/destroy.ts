// node:stream: construction and destruction, the same for every kind of stream.

import { AbortError, aggregateTwoErrors, codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import type { AnyStream, BaseState, Callback } from "waypost-internal:node/stream/types";
import { isDestroyed, isFinished, isRequest, isServerRequest } from "waypost-internal:node/stream/types";

const kDestroy: unique symbol = Symbol("kDestroy");
const kConstruct: unique symbol = Symbol("kConstruct");

function states(stream: AnyStream): (BaseState | undefined)[] {
  return [stream._writableState, stream._readableState];
}

function remember(error: unknown, stream: AnyStream): void {
  if (!error) return;
  for (const state of states(stream)) if (state && !state.errored) state.errored = error as Error;
}

/** `stream.destroy(error, callback)`. */
export function destroy(this: AnyStream, error?: unknown, callback?: Callback): AnyStream {
  const state = this._writableState ?? this._readableState;
  if (this._writableState?.destroyed || this._readableState?.destroyed) {
    if (typeof callback === "function") callback();
    return this;
  }
  remember(error, this);
  for (const half of states(this)) if (half) half.destroyed = true;
  if (state && !state.constructed) {
    this.once(kDestroy, ((constructError: unknown) => {
      runDestroy(this, aggregateTwoErrors(constructError, error), callback);
    }) as never);
  } else runDestroy(this, error, callback);
  return this;
}

function runDestroy(stream: AnyStream, error: unknown, callback: Callback | undefined): void {
  let isDone = false;
  const onDestroy: Callback = (failure) => {
    if (isDone) return;
    isDone = true;
    remember(failure, stream);
    for (const half of states(stream)) if (half) half.closed = true;
    if (typeof callback === "function") callback(failure);
    if (failure) nextTick(emitErrorThenClose as never, stream, failure);
    else nextTick(emitClose as never, stream);
  };
  try {
    stream._destroy((error as Error) || null, onDestroy);
  } catch (thrown) {
    onDestroy(thrown as Error);
  }
}

function emitErrorThenClose(stream: AnyStream, error: Error): void {
  emitError(stream, error);
  emitClose(stream);
}

function emitClose(stream: AnyStream): void {
  for (const half of states(stream)) if (half) half.closeEmitted = true;
  if (stream._writableState?.emitClose || stream._readableState?.emitClose) stream.emit("close");
}

function emitError(stream: AnyStream, error: Error): void {
  if (stream._writableState?.errorEmitted || stream._readableState?.errorEmitted) return;
  for (const half of states(stream)) if (half) half.errorEmitted = true;
  stream.emit("error", error);
}

/** Makes a destroyed stream as new; for those that can be opened again. */
export function undestroy(this: AnyStream): void {
  const r = this._readableState;
  const w = this._writableState;
  for (const half of [r, w]) {
    if (!half) continue;
    Object.assign(half, { constructed: true, closed: false, closeEmitted: false, destroyed: false, errored: null, errorEmitted: false });
  }
  if (r) {
    const off = r.readable === false;
    Object.assign(r, { reading: false, ended: off, endEmitted: off });
  }
  if (w) {
    const off = w.writable === false;
    Object.assign(w, { finalCalled: false, prefinished: false, ended: off, ending: off, finished: off });
  }
}

/** An error of the stream itself: it is destroyed with it, or emits it when it destroys itself never. */
export function errorOrDestroy(stream: AnyStream, error: unknown, sync: boolean = false): void {
  const { _readableState: r, _writableState: w } = stream;
  if (w?.destroyed || r?.destroyed) return;
  if (r?.autoDestroy || w?.autoDestroy) stream.destroy(error);
  else if (error) {
    remember(error, stream);
    if (sync) nextTick(emitError as never, stream, error);
    else emitError(stream, error as Error);
  }
}

/** Runs `_construct`, and `ready` after it. */
export function construct(stream: AnyStream, ready: () => void): void {
  if (typeof stream._construct !== "function") return;
  for (const half of states(stream)) if (half) half.constructed = false;
  stream.once(kConstruct, ready as never);
  // A duplex has two halves but one construction.
  if (stream.listenerCount(kConstruct) > 1) return;
  nextTick(runConstruct as never, stream);
}

function runConstruct(stream: AnyStream): void {
  let isDone = false;
  const onConstruct: Callback = (error) => {
    if (isDone) {
      errorOrDestroy(stream, error ?? new codes.ERR_MULTIPLE_CALLBACK!());
      return;
    }
    isDone = true;
    const state = stream._writableState ?? stream._readableState;
    for (const half of states(stream)) if (half) half.constructed = true;
    if (state?.destroyed) stream.emit(kDestroy, error);
    else if (error) errorOrDestroy(stream, error, true);
    // At once: a write of the next tick must not overtake those that waited.
    else stream.emit(kConstruct);
  };
  try {
    stream._construct!((error) => nextTick(onConstruct as never, error));
  } catch (thrown) {
    nextTick(onConstruct as never, thrown);
  }
}

/** Destroys anything that can be, as `pipeline` does with its streams. */
export function destroyer(stream: AnyStream | null, given?: unknown): void {
  if (!stream || isDestroyed(stream)) return;
  let error = given;
  if (!error && !isFinished(stream)) error = new AbortError();
  const legacy = stream as AnyStream & { [name: string]: unknown };
  if (isServerRequest(stream)) {
    // Its connection is needed still, for the answer.
    legacy.socket = null;
    stream.destroy(error);
  } else if (isRequest(stream)) stream.abort?.();
  else if (stream.req && isRequest(stream.req)) stream.req.abort?.();
  else if (typeof stream.destroy === "function") stream.destroy(error);
  else if (typeof stream.close === "function") stream.close();
  else if (error) nextTick(() => stream.emit("error", error));
  else nextTick(() => stream.emit("close"));
  if (!stream.destroyed) legacy[kIsDestroyed as never] = true;
}

const kIsDestroyed: unique symbol = Symbol.for("nodejs.stream.destroyed") as never;
