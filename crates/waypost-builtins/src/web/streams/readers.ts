// The public readers of readable streams.
// https://streams.spec.whatwg.org/#default-reader-class
// https://streams.spec.whatwg.org/#byob-reader-class

import { isObject } from "waypost-internal:internal/webidl/webidl";
import { byteLengthOf, isDataView, isDetached, partsOf } from "waypost-internal:web/streams/byte_queue";
import type { ByteControl } from "waypost-internal:web/streams/readable_bytes";
import { notAView, toEnforcedCount } from "waypost-internal:web/streams/readable_bytes_classes";
import { type DeferredPromise, deferred, rejectedWith, resolvedWith } from "waypost-internal:web/streams/promises";
import {
  lockedError,
  ReaderState,
  type ReadableState,
  type ReadIntoRequest,
  type ReadRequest,
} from "waypost-internal:web/streams/readable_state";
import type { ReadableStream } from "waypost-internal:web/streams/readable";
import { readableStateOf } from "waypost-internal:web/streams/readable";
import {
  codedTypeError,
  INSPECT,
  type Inspect,
  invalidThis,
  requireArguments,
  shapeInterface,
  toDictionary,
} from "waypost-internal:internal/web_interface/web_interface";

export interface ReadResult<T = unknown> {
  value: T | undefined;
  done: boolean;
}

/** A read that answers by a promise, which is made settled when the chunk is there already. */
class PromisedRead implements ReadRequest, ReadIntoRequest {
  #promise: Promise<ReadResult> | undefined = undefined;
  #deferred: DeferredPromise<ReadResult> | undefined = undefined;

  get promise(): Promise<ReadResult> {
    if (this.#promise === undefined) {
      this.#deferred = deferred();
      this.#promise = this.#deferred.promise;
    }
    return this.#promise;
  }

  chunk(value: unknown): void {
    this.#settle({ value, done: false });
  }

  close(value: unknown = undefined): void {
    this.#settle({ value, done: true });
  }

  error(reason: unknown): void {
    if (this.#deferred === undefined) this.#promise = rejectedWith(reason);
    else this.#deferred.reject(reason);
  }

  #settle(result: ReadResult): void {
    if (this.#deferred === undefined) this.#promise = resolvedWith(result);
    else this.#deferred.resolve(result);
  }
}

function openStream(argument: unknown, name: string): ReadableState {
  const stream = readableStateOf(argument);
  if (stream === undefined) {
    throw codedTypeError("ERR_INVALID_ARG_TYPE", `${name}: stream must be a ReadableStream`);
  }
  if (stream.locked) throw lockedError("ReadableStream");
  return stream;
}

function releasedError(): TypeError {
  return codedTypeError("ERR_INVALID_STATE", "Invalid state: The reader is not attached to a stream");
}

export class ReadableStreamDefaultReader {
  #reader: ReaderState;

  constructor(stream: ReadableStream) {
    requireArguments(arguments.length, 1, "ReadableStreamDefaultReader");
    this.#reader = new ReaderState(openStream(stream, "ReadableStreamDefaultReader"), false);
  }

  get closed(): Promise<undefined> {
    if (!isObject(this) || !(#reader in this)) return rejectedWith(invalidThis("ReadableStreamDefaultReader"));
    return this.#reader.closed.promise;
  }

  cancel(reason: unknown = undefined): Promise<undefined> {
    if (!isObject(this) || !(#reader in this)) return rejectedWith(invalidThis("ReadableStreamDefaultReader"));
    const stream = this.#reader.stream;
    return stream === undefined ? rejectedWith(releasedError()) : stream.cancel(reason);
  }

  // https://streams.spec.whatwg.org/#default-reader-read
  read(): Promise<ReadResult> {
    if (!isObject(this) || !(#reader in this)) return rejectedWith(invalidThis("ReadableStreamDefaultReader"));
    if (this.#reader.stream === undefined) return rejectedWith(releasedError());
    const request = new PromisedRead();
    this.#reader.read(request);
    return request.promise;
  }

  releaseLock(): void {
    if (!(#reader in this)) throw invalidThis("ReadableStreamDefaultReader");
    if (this.#reader.stream !== undefined) this.#reader.release();
  }

  [INSPECT](_depth: number, options: object, inspect: Inspect): string {
    return `ReadableStreamDefaultReader ${inspect({ pending: this.#reader.requests.length }, options)}`;
  }
}

export interface ReadIntoOptions {
  min?: number;
}

export class ReadableStreamBYOBReader {
  #reader: ReaderState;

  constructor(stream: ReadableStream) {
    requireArguments(arguments.length, 1, "ReadableStreamBYOBReader");
    const state = openStream(stream, "ReadableStreamBYOBReader");
    if (!state.control.isByteStream) {
      throw codedTypeError("ERR_INVALID_ARG_VALUE", "A BYOB reader needs a byte stream");
    }
    this.#reader = new ReaderState(state, true);
  }

  get closed(): Promise<undefined> {
    if (!isObject(this) || !(#reader in this)) return rejectedWith(invalidThis("ReadableStreamBYOBReader"));
    return this.#reader.closed.promise;
  }

  cancel(reason: unknown = undefined): Promise<undefined> {
    if (!isObject(this) || !(#reader in this)) return rejectedWith(invalidThis("ReadableStreamBYOBReader"));
    const stream = this.#reader.stream;
    return stream === undefined ? rejectedWith(releasedError()) : stream.cancel(reason);
  }

  // https://streams.spec.whatwg.org/#byob-reader-read
  read(view: ArrayBufferView, options: ReadIntoOptions | undefined = undefined): Promise<ReadResult<ArrayBufferView>> {
    if (!isObject(this) || !(#reader in this)) return rejectedWith(invalidThis("ReadableStreamBYOBReader"));
    let min: number;
    try {
      min = checkRead(view, options, arguments.length);
    } catch (error) {
      return rejectedWith(error);
    }
    if (this.#reader.stream === undefined) return rejectedWith(releasedError());
    const request = new PromisedRead();
    readInto(this.#reader, view, min, request);
    return request.promise as Promise<ReadResult<ArrayBufferView>>;
  }

  releaseLock(): void {
    if (!(#reader in this)) throw invalidThis("ReadableStreamBYOBReader");
    if (this.#reader.stream !== undefined) this.#reader.release();
  }

  [INSPECT](_depth: number, options: object, inspect: Inspect): string {
    return `ReadableStreamBYOBReader ${inspect({ pending: this.#reader.intoRequests.length }, options)}`;
  }
}

shapeInterface(ReadableStreamDefaultReader, "ReadableStreamDefaultReader");
shapeInterface(ReadableStreamBYOBReader, "ReadableStreamBYOBReader");

/** Steps 1 to 6 of the read, with the conversions of the arguments: the least number of elements. */
function checkRead(view: ArrayBufferView, options: ReadIntoOptions | undefined, count: number): number {
  requireArguments(count, 1, "ReadableStreamBYOBReader.read");
  if (!ArrayBuffer.isView(view)) throw notAView("view");
  const minimum = toDictionary(options, "options")?.min;
  const min = minimum === undefined ? 1 : toEnforcedCount(minimum, "min");
  const { buffer, byteLength, elementSize } = partsOf(view);
  if (byteLength === 0) throw new TypeError("The view must not be empty");
  if (byteLengthOf(buffer) === 0) throw new TypeError("The view's buffer must not be empty");
  if (isDetached(buffer)) throw new TypeError("The view's buffer is detached");
  if (min === 0) throw new TypeError("options.min must be greater than 0");
  const room = isDataView(view) ? byteLength : byteLength / elementSize;
  if (min > room) throw new RangeError("options.min is more than the view can hold");
  return min;
}

// https://streams.spec.whatwg.org/#readable-stream-byob-reader-read
export function readInto(
  reader: ReaderState,
  view: ArrayBufferView,
  min: number,
  request: ReadIntoRequest,
): void {
  const stream = reader.stream as ReadableState;
  stream.disturbed = true;
  if (stream.state === "errored") request.error(stream.storedError);
  else (stream.control as unknown as ByteControl).pullInto(view, min, request);
}
