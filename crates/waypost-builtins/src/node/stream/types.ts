// node:stream: the states of streams, and what one can ask of anything that looks like a stream.

import type { EventEmitter } from "waypost-internal:node/events/events";

export type Callback = (error?: Error | null, ...rest: unknown[]) => void;

/** What both halves have. */
export interface BaseState {
  objectMode: boolean;
  highWaterMark: number;
  length: number;
  ended: boolean;
  constructed: boolean;
  sync: boolean;
  destroyed: boolean;
  errored: Error | null;
  errorEmitted: boolean;
  closed: boolean;
  closeEmitted: boolean;
  emitClose: boolean;
  autoDestroy: boolean;
  defaultEncoding: string;
}

/** A stream of any kind, as far as we look into it. */
export interface AnyStream extends EventEmitter {
  _readableState?: BaseState & { endEmitted: boolean; readable?: boolean; reading: boolean; flowing: boolean | null; decoder?: unknown };
  _writableState?: BaseState & { finished: boolean; ending: boolean; writable?: boolean; needDrain: boolean };
  destroyed?: boolean;
  readable?: boolean;
  writable?: boolean;
  closed?: boolean;
  errored?: Error | null;
  aborted?: boolean;
  allowHalfOpen?: boolean;
  req?: AnyStream & { abort?: () => void };
  writableEnded?: boolean;
  writableFinished?: boolean;
  readableEnded?: boolean;
  writableNeedDrain?: boolean;
  writableObjectMode?: boolean;
  readableObjectMode?: boolean;
  setHeader?: unknown;
  abort?: () => void;
  close?: () => void;
  read(size?: number): unknown;
  write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean;
  end(chunk?: unknown, encoding?: unknown, callback?: unknown): unknown;
  pipe(destination: AnyStream, options?: { end?: boolean }): AnyStream;
  pause(): unknown;
  resume(): unknown;
  destroy(error?: unknown, callback?: Callback): unknown;
  _construct?(callback: Callback): void;
  _destroy(error: Error | null, callback: Callback): void;
  [name: string]: unknown;
}

type Maybe = Partial<AnyStream> | null | undefined;

export function isReadableNodeStream(value: unknown, strict: boolean = false): value is AnyStream {
  const stream = value as Maybe;
  return !!(
    stream &&
    typeof stream.pipe === "function" &&
    typeof stream.on === "function" &&
    (!strict || (typeof stream.pause === "function" && typeof stream.resume === "function")) &&
    (!stream._writableState || stream._readableState?.readable !== false) &&
    (!stream._writableState || stream._readableState)
  );
}

export function isWritableNodeStream(value: unknown): value is AnyStream {
  const stream = value as Maybe;
  return !!(
    stream &&
    typeof stream.write === "function" &&
    typeof stream.on === "function" &&
    (!stream._readableState || stream._writableState?.writable !== false)
  );
}

export function isDuplexNodeStream(value: unknown): value is AnyStream {
  const stream = value as Maybe;
  return !!(stream && typeof stream.pipe === "function" && stream._readableState && typeof stream.on === "function" && typeof stream.write === "function");
}

export function isNodeStream(value: unknown): value is AnyStream {
  const stream = value as Maybe;
  return !!(
    stream &&
    (stream._readableState ||
      stream._writableState ||
      (typeof stream.write === "function" && typeof stream.on === "function") ||
      (typeof stream.pipe === "function" && typeof stream.on === "function"))
  );
}

export function isReadableStream(value: unknown): boolean {
  const stream = value as { pipeThrough?: unknown; getReader?: unknown; cancel?: unknown } | null;
  return !!(stream && !isNodeStream(stream) && typeof stream.pipeThrough === "function" && typeof stream.getReader === "function" && typeof stream.cancel === "function");
}

export function isWritableStream(value: unknown): boolean {
  const stream = value as { getWriter?: unknown; abort?: unknown } | null;
  return !!(stream && !isNodeStream(stream) && typeof stream.getWriter === "function" && typeof stream.abort === "function");
}

export function isTransformStream(value: unknown): boolean {
  const stream = value as { readable?: unknown; writable?: unknown } | null;
  return !!(stream && !isNodeStream(stream) && typeof stream.readable === "object" && typeof stream.writable === "object");
}

export function isWebStream(value: unknown): boolean {
  return isReadableStream(value) || isWritableStream(value) || isTransformStream(value);
}

export function isIterable(value: unknown, isAsync?: boolean): boolean {
  if (value === null || value === undefined) return false;
  const object = value as Record<symbol, unknown>;
  if (isAsync === true) return typeof object[Symbol.asyncIterator] === "function";
  if (isAsync === false) return typeof object[Symbol.iterator] === "function";
  return typeof object[Symbol.asyncIterator] === "function" || typeof object[Symbol.iterator] === "function";
}

export function isDestroyed(value: unknown): boolean | null {
  if (!isNodeStream(value)) return null;
  const state = value._writableState ?? value._readableState;
  return !!(value.destroyed || state?.destroyed);
}

export function isWritableEnded(stream: AnyStream): boolean | null {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableEnded === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  return typeof state?.ended === "boolean" ? state.ended : null;
}

export function isWritableFinished(stream: AnyStream, strict: boolean = true): boolean | null {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableFinished === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  if (typeof state?.finished !== "boolean") return null;
  return !!(state.finished || (!strict && state.ended && state.length === 0));
}

export function isReadableEnded(stream: AnyStream): boolean | null {
  if (!isReadableNodeStream(stream)) return null;
  if (stream.readableEnded === true) return true;
  const state = stream._readableState;
  if (!state || state.errored) return false;
  return typeof state.ended === "boolean" ? state.ended : null;
}

export function isReadableFinished(stream: AnyStream, strict: boolean = true): boolean | null {
  if (!isReadableNodeStream(stream)) return null;
  const state = stream._readableState;
  if (state?.errored) return false;
  if (typeof state?.endEmitted !== "boolean") return null;
  return !!(state.endEmitted || (!strict && state.ended && state.length === 0));
}

export function isReadable(value: unknown): boolean | null {
  const stream = value as AnyStream | null;
  if (stream && typeof stream.readable !== "boolean") return null;
  if (isDestroyed(stream)) return false;
  return isReadableNodeStream(stream) && !!stream.readable && !isReadableFinished(stream);
}

export function isWritable(value: unknown): boolean | null {
  const stream = value as AnyStream | null;
  if (stream && typeof stream.writable !== "boolean") return null;
  if (isDestroyed(stream)) return false;
  return isWritableNodeStream(stream) && !!stream.writable && !isWritableEnded(stream);
}

export function isFinished(stream: AnyStream, options?: { readable?: boolean; writable?: boolean }): boolean | null {
  if (!isNodeStream(stream)) return null;
  if (isDestroyed(stream)) return true;
  if (options?.readable !== false && isReadable(stream)) return false;
  if (options?.writable !== false && isWritable(stream)) return false;
  return true;
}

export function isErrored(stream: AnyStream): boolean {
  return !!(stream && (stream.errored ?? stream._readableState?.errored ?? stream._writableState?.errored));
}

export function isDisturbed(stream: AnyStream): boolean {
  return !!(stream && ((stream as { readableDidRead?: boolean }).readableDidRead || (stream as { readableAborted?: boolean }).readableAborted));
}

export function writableError(stream: AnyStream): Error | boolean | null {
  if (!isNodeStream(stream)) return null;
  if (stream.writableErrored) return stream.writableErrored as Error;
  return stream._writableState?.errored ?? null;
}

export function readableError(stream: AnyStream): Error | boolean | null {
  if (!isNodeStream(stream)) return null;
  if (stream.readableErrored) return stream.readableErrored as Error;
  return stream._readableState?.errored ?? null;
}

export function isClosed(stream: AnyStream): boolean | null {
  if (!isNodeStream(stream)) return null;
  if (typeof stream.closed === "boolean") return stream.closed;
  const { _writableState: w, _readableState: r } = stream;
  if (typeof w?.closed === "boolean" || typeof r?.closed === "boolean") return !!(w?.closed || r?.closed);
  return typeof stream._closed === "boolean" && isOutgoing(stream) ? stream._closed : null;
}

function isOutgoing(stream: AnyStream): boolean {
  return (
    typeof stream._closed === "boolean" &&
    typeof stream._defaultKeepAlive === "boolean" &&
    typeof stream._removedConnection === "boolean" &&
    typeof stream._removedContLen === "boolean"
  );
}

function isServerResponse(stream: AnyStream): boolean {
  return typeof stream._sent100 === "boolean" && isOutgoing(stream);
}

export function willEmitClose(stream: AnyStream): boolean | null {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState ?? stream._readableState;
  return (!state && isServerResponse(stream)) || !!(state?.autoDestroy && state.emitClose && state.closed === false);
}

/** A request that a server got, and not the answer that a client got. */
export function isServerRequest(stream: AnyStream): boolean {
  return "_addHeaderLine" in stream && "rawHeaders" in stream && stream.req === undefined;
}

export function isRequest(stream: AnyStream): boolean {
  return !!(stream.setHeader && typeof stream.abort === "function");
}
