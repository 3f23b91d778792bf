// ReadableStream: the public class.
// https://streams.spec.whatwg.org/#rs-class

import { isObject } from "waypost-internal:internal/webidl/webidl";
import { acquireWriter, type WritableStream, writableStateOf } from "waypost-internal:web/streams/writable";
import { DefaultControl, type SourceAlgorithms } from "waypost-internal:web/streams/readable_default";
import { ByteControl } from "waypost-internal:web/streams/readable_bytes";
import { fromIterable } from "waypost-internal:web/streams/readable_from";
import { makeIterator } from "waypost-internal:web/streams/readable_iterator";
import { type PipeOptions, pipe, readPipeOptions } from "waypost-internal:web/streams/pipe";
import { callerHere, type Callback, markHandled, rejectedWith } from "waypost-internal:web/streams/promises";
import { lockedError, ReadableState } from "waypost-internal:web/streams/readable_state";
import { ReadableStreamBYOBReader, ReadableStreamDefaultReader } from "waypost-internal:web/streams/readers";
import { highWaterMarkOf, type QueuingStrategy, readStrategy } from "waypost-internal:web/streams/strategies";
import { tee } from "waypost-internal:web/streams/tee";
import {
  codedTypeError,
  INSPECT,
  type Inspect,
  invalidThis,
  requireArguments,
  shapeInterface,
  toDictionary,
} from "waypost-internal:internal/web_interface/web_interface";

export interface UnderlyingSource {
  type?: "bytes";
  autoAllocateChunkSize?: number;
  start?(controller: unknown): unknown;
  pull?(controller: unknown): unknown;
  cancel?(reason?: unknown): unknown;
}

export interface ReadableWritablePair {
  readable: ReadableStream;
  writable: WritableStream;
}

let stateOf: (stream: object) => ReadableState | undefined;
/** The state that the next constructor call takes over instead of reading its arguments. */
let ready: ReadableState | undefined;

export class ReadableStream {
  #state: ReadableState;

  constructor(underlyingSource: UnderlyingSource | undefined = undefined, strategy: QueuingStrategy | undefined = undefined) {
    if (ready !== undefined) {
      this.#state = ready;
      ready = undefined;
      return;
    }
    this.#state = construct(underlyingSource, strategy);
  }

  // https://streams.spec.whatwg.org/#rs-from
  static from(iterable: AsyncIterable<unknown> | Iterable<unknown>): ReadableStream {
    requireArguments(arguments.length, 1, "ReadableStream.from");
    return wrapReadable(fromIterable(iterable));
  }

  get locked(): boolean {
    if (!(#state in this)) throw invalidThis("ReadableStream");
    return this.#state.locked;
  }

  // https://streams.spec.whatwg.org/#rs-cancel
  cancel(reason: unknown = undefined): Promise<undefined> {
    if (!isObject(this) || !(#state in this)) return rejectedWith(invalidThis("ReadableStream"));
    if (this.#state.locked) return rejectedWith(lockedError("ReadableStream"));
    return this.#state.cancel(reason);
  }

  // https://streams.spec.whatwg.org/#rs-get-reader
  getReader(): ReadableStreamDefaultReader;
  getReader(options: { mode: "byob" }): ReadableStreamBYOBReader;
  getReader(options: { mode?: "byob" } | undefined = undefined): ReadableStreamDefaultReader | ReadableStreamBYOBReader {
    if (!(#state in this)) throw invalidThis("ReadableStream");
    const mode = toDictionary(options, "options")?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode as string}` !== "byob") {
      throw codedTypeError("ERR_INVALID_ARG_VALUE", `options.mode: '${String(mode)}' is not a reader mode`);
    }
    return new ReadableStreamBYOBReader(this);
  }

  // https://streams.spec.whatwg.org/#rs-pipe-through
  pipeThrough(transform: ReadableWritablePair, options: PipeOptions | undefined = undefined): ReadableStream {
    if (!(#state in this)) throw invalidThis("ReadableStream");
    requireArguments(arguments.length, 1, "ReadableStream.pipeThrough");
    const readable = transform?.readable;
    if (readable === null || typeof readable !== "object" || stateOf(readable) === undefined) {
      throw codedTypeError("ERR_INVALID_ARG_TYPE", "transform.readable must be a ReadableStream");
    }
    const writable = writableStateOf(transform.writable);
    if (writable === undefined) {
      throw codedTypeError("ERR_INVALID_ARG_TYPE", "transform.writable must be a WritableStream");
    }
    const read = readPipeOptions(options);
    if (this.#state.locked) throw lockedError("ReadableStream");
    if (writable.locked) throw lockedError("WritableStream");
    markHandled(pipe(this.#state, acquireWriter(writable), read));
    return readable;
  }

  // https://streams.spec.whatwg.org/#rs-pipe-to
  pipeTo(destination: WritableStream, options: PipeOptions | undefined = undefined): Promise<undefined> {
    try {
      if (!(#state in this)) throw invalidThis("ReadableStream");
      requireArguments(arguments.length, 1, "ReadableStream.pipeTo");
      const writable = writableStateOf(destination);
      if (writable === undefined) {
        throw codedTypeError("ERR_INVALID_ARG_TYPE", "destination must be a WritableStream");
      }
      const read = readPipeOptions(options);
      if (this.#state.locked) throw lockedError("ReadableStream");
      if (writable.locked) throw lockedError("WritableStream");
      return pipe(this.#state, acquireWriter(writable), read);
    } catch (error) {
      return rejectedWith(error);
    }
  }

  // https://streams.spec.whatwg.org/#rs-tee
  tee(): [ReadableStream, ReadableStream] {
    if (!(#state in this)) throw invalidThis("ReadableStream");
    const [first, second] = tee(this.#state, false);
    return [wrapReadable(first), wrapReadable(second)];
  }

  // https://streams.spec.whatwg.org/#rs-asynciterator
  values(options: { preventCancel?: boolean } | undefined = undefined): AsyncIterableIterator<unknown> {
    if (!(#state in this)) throw invalidThis("ReadableStream");
    const preventCancel = Boolean(toDictionary(options, "options")?.preventCancel);
    return makeIterator(this.#state, preventCancel);
  }

  declare [Symbol.asyncIterator]: typeof ReadableStream.prototype.values;

  [INSPECT](depth: number, options: object, inspect: Inspect): string {
    if (depth < 0) return "ReadableStream";
    const { locked, state, control } = this.#state;
    return `ReadableStream ${inspect({ locked, state, supportsBYOB: control.isByteStream }, options)}`;
  }

  static {
    stateOf = (stream: object): ReadableState | undefined =>
      #state in stream ? stream.#state : undefined;
  }
}

shapeInterface(ReadableStream, "ReadableStream");
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  value: ReadableStream.prototype.values,
  writable: true,
  enumerable: false,
  configurable: true,
});

/** The inside of a ReadableStream; `undefined` when the value is none. */
export function readableStateOf(value: unknown): ReadableState | undefined {
  return typeof value === "object" && value !== null ? stateOf(value) : undefined;
}

/** A public stream around a finished state. */
export function wrapReadable(state: ReadableState): ReadableStream {
  ready = state;
  return new ReadableStream();
}

/** https://streams.spec.whatwg.org/#abstract-opdef-createreadablestream, and its sibling for bytes */
export function makeReadableState(
  source: SourceAlgorithms,
  highWaterMark: number,
  kind: "default" | "bytes",
): ReadableState {
  const state = new ReadableState();
  if (kind === "bytes") new ByteControl(state, source, highWaterMark, undefined).start();
  else new DefaultControl(state, source, highWaterMark, undefined).start();
  return state;
}

// https://streams.spec.whatwg.org/#rs-constructor
function construct(underlyingSource: unknown, strategyValue: unknown): ReadableState {
  if (underlyingSource === null) throw new TypeError("underlyingSource must be an object");
  const strategy = readStrategy(strategyValue, "strategy");
  const bag = toDictionary(underlyingSource, "underlyingSource");
  const state = new ReadableState();
  if (bag === undefined) {
    const source: SourceAlgorithms = { ...NO_SOURCE, caller: callerHere() };
    new DefaultControl(state, source, highWaterMarkOf(strategy, 1), strategy.size).start();
    return state;
  }
  // The members of a dictionary are read in the order of their names.
  const autoAllocate = readChunkSize(bag.autoAllocateChunkSize);
  const cancel = readCallback(bag.cancel, "underlyingSource.cancel");
  const pull = readCallback(bag.pull, "underlyingSource.pull");
  const start = readCallback(bag.start, "underlyingSource.start");
  const type = bag.type;
  if (type !== undefined && `${type as string}` !== "bytes") {
    throw codedTypeError("ERR_INVALID_ARG_VALUE", `underlyingSource.type: '${String(type)}' is not "bytes"`);
  }
  const source: SourceAlgorithms = { self: bag, start, pull, cancel, caller: callerHere() };
  if (type === undefined) {
    new DefaultControl(state, source, highWaterMarkOf(strategy, 1), strategy.size).start();
    return state;
  }
  if (strategy.hasSize) throw new RangeError("A byte stream's strategy must have no size function");
  const highWaterMark = highWaterMarkOf(strategy, 0);
  if (autoAllocate === 0) throw new TypeError("autoAllocateChunkSize must be greater than 0");
  new ByteControl(state, source, highWaterMark, autoAllocate).start();
  return state;
}

const NO_SOURCE: SourceAlgorithms = {
  self: undefined,
  start: undefined,
  pull: undefined,
  cancel: undefined,
  caller: undefined,
};

/** A callback member of a dictionary: a function or nothing. */
export function readCallback(value: unknown, what: string): Callback | undefined {
  if (value === undefined || typeof value === "function") return value as Callback | undefined;
  throw codedTypeError("ERR_INVALID_ARG_TYPE", `${what} must be a function`);
}

// https://webidl.spec.whatwg.org/#EnforceRange, for unsigned long long
function readChunkSize(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = Math.trunc(Number(value));
  if (number >= 0 && number <= Number.MAX_SAFE_INTEGER) return number;
  throw codedTypeError("ERR_OUT_OF_RANGE", "autoAllocateChunkSize is outside the range of an unsigned integer");
}
