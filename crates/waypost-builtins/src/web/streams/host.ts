// Streams for the rest of the product: bodies from native resources, and reading whole streams.
//
// The host's chunks are its own memory, so none is transferred or copied on its way; a stream
// that nobody reads pulls nothing.

import { ByteControl } from "waypost-internal:web/streams/readable_bytes";
import {
  type Callback,
  chain,
  deferred,
  type DeferredPromise,
  INSIDE,
  LATER,
  markHandled,
  react,
  rejectedWith,
  resolvedWith,
} from "waypost-internal:web/streams/promises";
import { DefaultControl } from "waypost-internal:web/streams/readable_default";
import { type ReadableStream, readableStateOf, wrapReadable } from "waypost-internal:web/streams/readable";
import { acquireReader, lockedError, ReadableState, type ReaderState, type ReadRequest } from "waypost-internal:web/streams/readable_state";
import { ReadableStreamDefaultReader } from "waypost-internal:web/streams/readers";
import { tee } from "waypost-internal:web/streams/tee";
import { codedTypeError } from "waypost-internal:internal/web_interface/web_interface";

/** The next chunk, or `undefined` at the end. */
export type HostPull = () => Promise<unknown> | unknown;
export type HostCancel = (reason: unknown) => unknown;

/** What a stream's chunks are outside of JavaScript: who sends it on can have them moved there. */
export interface HostPieces {
  readonly id: number;
  /** An exchange of fetch, otherwise the body of a request. */
  readonly isFetched: boolean;
  /** Hears what reading said last, as a pull would have; throws when that was a failure. */
  end(last: unknown): void;
}

/** The source of one stream. A chunk that passes costs one promise beside the one of `HostPull`. */
class HostSource {
  readonly #pull: HostPull;
  readonly #cancel: HostCancel | undefined;
  #control: ByteControl | DefaultControl | undefined = undefined;
  readonly #take: (chunk: unknown) => void = (chunk) => this.#enqueue(chunk);
  readonly #fail: (reason: unknown) => void = (reason) => this.#control?.error(reason);

  constructor(pull: HostPull, cancel: HostCancel | undefined) {
    this.#pull = pull;
    this.#cancel = cancel;
  }

  pull(control: ByteControl | DefaultControl): Promise<never> {
    this.#control = control;
    this.#ask();
    return LATER;
  }

  #ask(): void {
    react(resolvedWith(this.#pull()), this.#take, this.#fail);
  }

  #enqueue(chunk: unknown): void {
    const control = this.#control as ByteControl | DefaultControl;
    if (chunk instanceof Uint8Array && chunk.byteLength === 0 && control.isByteStream) {
      // An empty piece is no piece: asking again is what the reader would do.
      this.#ask();
      return;
    }
    try {
      if (chunk === undefined || chunk === null) endOf(control);
      else if (control instanceof ByteControl) control.enqueueOwned(chunk as Uint8Array);
      else control.enqueue(chunk);
    } catch (reason) {
      control.error(reason);
      return;
    }
    control.pulledNow();
  }

  cancel(reason: unknown): unknown {
    return this.#cancel?.(reason);
  }
}

function endOf(control: ByteControl | DefaultControl): void {
  control.close();
  // A reader with a buffer of its own gets it back empty.
  if (control instanceof ByteControl && control.hasPending) control.respond(0);
}

function hostState(
  pull: HostPull,
  cancel: HostCancel | undefined,
  type: "bytes" | "default",
  pieces: HostPieces | undefined,
): ReadableState {
  const state = new ReadableState();
  const source = {
    self: new HostSource(pull, cancel),
    start: undefined,
    pull: HostSource.prototype.pull as Callback,
    cancel: HostSource.prototype.cancel as Callback,
    caller: INSIDE,
  } as const;
  const control =
    type === "bytes"
      ? new ByteControl(state, source, 0, undefined)
      : new DefaultControl(state, source, 0, undefined);
  // There is nothing to start, so nobody has to wait for it.
  control.started = true;
  control.pieces = pieces;
  return state;
}

/** A stream over something native: `pull` answers the next chunk, or `undefined` at the end. */
export function readableStreamFromHost(
  pull: HostPull,
  cancel?: HostCancel,
  type: "bytes" | "default" = "bytes",
  pieces?: HostPieces,
): ReadableStream {
  return wrapReadable(hostState(pull, cancel, type, pieces));
}

/** A stream whose pieces are moved outside of JavaScript. */
export interface TakenPieces {
  readonly pieces: HostPieces;
  /** False when the reader is gone, true at the end; rejects when the source has failed. */
  moved(last: Promise<unknown>): Promise<unknown>;
  cancel(reason: unknown): Promise<unknown>;
}

/** Takes the pieces of a stream and locks it for good; nothing when they are not the host's or somebody has read some. */
export function takePieces(stream: ReadableStream): TakenPieces | undefined {
  const state = expectState(stream);
  const control = state.control as ByteControl;
  const { pieces } = control;
  if (pieces === undefined || state.state !== "readable" || state.disturbed || state.locked) return undefined;
  acquireReader(state);
  state.disturbed = true;
  const ended = (last: unknown): boolean => {
    if (last === false) return false;
    pieces.end(last);
    control.close();
    return true;
  };
  const failed = (reason: unknown): never => {
    control.error(reason);
    throw reason;
  };
  return {
    pieces,
    moved: (last) => chain(chain(last, ended), undefined, failed),
    cancel: (reason) => state.cancel(reason),
  };
}

export interface PushedStream {
  stream: ReadableStream;
  enqueue(chunk: unknown): void;
  close(): void;
  error(reason: unknown): void;
  /** How many more chunks are wanted; null once the stream has failed. */
  readonly desiredSize: number | null;
}

/** A stream that its maker fills; `onPull` tells that more is wanted. */
export function createReadableStream(
  onPull?: () => unknown,
  onCancel?: HostCancel,
  highWaterMark: number = 1,
): PushedStream {
  const state = new ReadableState();
  const control = new DefaultControl(
    state,
    { self: undefined, start: undefined, pull: onPull, cancel: onCancel as Callback, caller: INSIDE },
    highWaterMark,
    undefined,
  );
  control.start();
  return {
    stream: wrapReadable(state),
    enqueue: (chunk: unknown): void => control.enqueue(chunk),
    close: (): void => control.close(),
    error: (reason: unknown): void => control.error(reason),
    get desiredSize(): number | null {
      return control.desiredSize;
    },
  };
}

function expectState(stream: ReadableStream): ReadableState {
  const state = readableStateOf(stream);
  if (state === undefined) throw codedTypeError("ERR_INVALID_ARG_TYPE", "Expected a ReadableStream");
  return state;
}

export function isReadableStream(value: unknown): value is ReadableStream {
  return readableStateOf(value) !== undefined;
}

/** https://streams.spec.whatwg.org/#is-readable-stream-disturbed */
export function isReadableStreamDisturbed(stream: ReadableStream): boolean {
  return expectState(stream).disturbed;
}

/** https://streams.spec.whatwg.org/#is-readable-stream-locked */
export function isReadableStreamLocked(stream: ReadableStream): boolean {
  return expectState(stream).locked;
}

export function isReadableStreamErrored(stream: ReadableStream): boolean {
  return expectState(stream).state === "errored";
}

/** https://streams.spec.whatwg.org/#readable-stream-tee; `cloneSecond` gives the second branch copies. */
export function readableStreamTee(
  stream: ReadableStream,
  cloneSecond: boolean = false,
): [ReadableStream, ReadableStream] {
  const [first, second] = tee(expectState(stream), cloneSecond);
  return [wrapReadable(first), wrapReadable(second)];
}

/** A reader that patched prototypes cannot touch when it is made. */
export function acquireDefaultReader(stream: ReadableStream): ReadableStreamDefaultReader {
  return new ReadableStreamDefaultReader(stream);
}

/** Reads a stream by calls, without a promise for each chunk. */
export interface ChunkReader {
  /** The request is answered by one of its methods, at once or from within what the source does. */
  read(request: ReadRequest): void;
  cancel(reason: unknown): Promise<unknown>;
}

/** Locks a stream for good. */
export function acquireChunkReader(stream: ReadableStream): ChunkReader {
  const state = expectState(stream);
  const reader = acquireReader(state);
  return {
    read: (request) => reader.read(request),
    cancel: (reason) => state.cancel(reason),
  };
}

/** https://streams.spec.whatwg.org/#readable-stream-cancel, whoever holds the lock */
export function readableStreamCancel(stream: ReadableStream, reason: unknown): Promise<undefined> {
  return expectState(stream).cancel(reason);
}

/** https://streams.spec.whatwg.org/#readablestream-close */
export function readableStreamClose(stream: ReadableStream): void {
  const control = expectState(stream).control;
  if (control instanceof ByteControl || control instanceof DefaultControl) endOf(control);
}

/** https://streams.spec.whatwg.org/#readablestream-enqueue */
export function readableStreamEnqueue(stream: ReadableStream, chunk: unknown): void {
  const control = expectState(stream).control;
  if (control instanceof ByteControl) control.enqueue(chunk as ArrayBufferView);
  else if (control instanceof DefaultControl) control.enqueue(chunk);
}

/** https://streams.spec.whatwg.org/#readablestream-error */
export function readableStreamError(stream: ReadableStream, reason: unknown): void {
  const control = expectState(stream).control;
  if (control instanceof ByteControl || control instanceof DefaultControl) control.error(reason);
}

/** Collects every chunk of a stream; a chunk that is not bytes fails the reading. */
class ReadAll implements ReadRequest {
  readonly done: DeferredPromise<Uint8Array> = deferred();
  readonly #reader: ReaderState;
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #reading = false;
  #again = false;

  constructor(reader: ReaderState, limit: number) {
    this.#reader = reader;
    this.#limit = limit;
  }

  /** Chunks that are there already are taken in a loop, not by recursion. */
  read(): void {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    do {
      this.#again = false;
      this.#reader.read(this);
    } while (this.#again);
    this.#reading = false;
  }

  chunk(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) {
      this.#fail(new TypeError("Received non-Uint8Array chunk"));
      return;
    }
    this.#chunks.push(chunk);
    this.#length += chunk.byteLength;
    if (this.#length > this.#limit) {
      this.#fail(codedTypeError("ERR_BODY_TOO_LARGE", `the body is larger than ${this.#limit} bytes`));
      return;
    }
    this.read();
  }

  #fail(error: TypeError): void {
    this.done.reject(error);
    const stream = this.#reader.stream;
    if (stream !== undefined) markHandled(stream.cancel(error));
  }

  close(): void {
    this.done.resolve(join(this.#chunks, this.#length));
  }

  error(reason: unknown): void {
    this.done.reject(reason);
  }
}

function join(chunks: Uint8Array[], length: number): Uint8Array {
  const first = chunks[0];
  if (chunks.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}

/**
 * All bytes of a stream, which is locked from here on.
 * https://streams.spec.whatwg.org/#readablestreamdefaultreader-read-all-bytes
 */
export function readAllBytes(stream: ReadableStream, limit: number = Infinity): Promise<Uint8Array> {
  const state = expectState(stream);
  if (state.locked) return rejectedWith(lockedError("ReadableStream"));
  const all = new ReadAll(acquireReader(state), limit);
  all.read();
  return all.done.promise;
}
