// WritableStream and its writer: the public classes.
// https://streams.spec.whatwg.org/#ws-class
// https://streams.spec.whatwg.org/#default-writer-class

import { isObject } from "waypost-internal:internal/webidl/webidl";
import { callerHere, type DeferredPromise, deferred, rejectedWith } from "waypost-internal:web/streams/promises";
import { readCallback } from "waypost-internal:web/streams/readable";
import { lockedError } from "waypost-internal:web/streams/readable_state";
import { highWaterMarkOf, type QueuingStrategy, readStrategy } from "waypost-internal:web/streams/strategies";
import { type SinkAlgorithms, WriteControl } from "waypost-internal:web/streams/writable_control";
import { stateError, WritableState, WriterState } from "waypost-internal:web/streams/writable_state";
import {
  codedTypeError,
  INSPECT,
  type Inspect,
  invalidThis,
  requireArguments,
  shapeInterface,
  toDictionary,
} from "waypost-internal:internal/web_interface/web_interface";

export interface UnderlyingSink {
  start?(controller: unknown): unknown;
  write?(chunk: unknown, controller: unknown): unknown;
  close?(): unknown;
  abort?(reason?: unknown): unknown;
  type?: undefined;
}

let stateOf: (stream: object) => WritableState | undefined;
/** The state that the next constructor call takes over instead of reading its arguments. */
let ready: WritableState | undefined;

export class WritableStream {
  #state: WritableState;

  constructor(underlyingSink: UnderlyingSink | undefined = undefined, strategy: QueuingStrategy | undefined = undefined) {
    if (ready !== undefined) {
      this.#state = ready;
      ready = undefined;
      return;
    }
    this.#state = construct(underlyingSink, strategy);
  }

  get locked(): boolean {
    if (!(#state in this)) throw invalidThis("WritableStream");
    return this.#state.locked;
  }

  // https://streams.spec.whatwg.org/#ws-abort
  abort(reason: unknown = undefined): Promise<undefined> {
    if (!isObject(this) || !(#state in this)) return rejectedWith(invalidThis("WritableStream"));
    if (this.#state.locked) return rejectedWith(lockedError("WritableStream"));
    return this.#state.abort(reason);
  }

  // https://streams.spec.whatwg.org/#ws-close
  close(): Promise<undefined> {
    if (!isObject(this) || !(#state in this)) return rejectedWith(invalidThis("WritableStream"));
    if (this.#state.locked) return rejectedWith(lockedError("WritableStream"));
    if (this.#state.closeQueuedOrInFlight) {
      return rejectedWith(stateError("The stream is already closing"));
    }
    return this.#state.close();
  }

  getWriter(): WritableStreamDefaultWriter {
    if (!(#state in this)) throw invalidThis("WritableStream");
    return new WritableStreamDefaultWriter(this);
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): string {
    if (depth < 0) return "WritableStream";
    const { locked, state } = this.#state;
    return `WritableStream ${inspect({ locked, state }, options)}`;
  }

  static {
    stateOf = (stream: object): WritableState | undefined =>
      #state in stream ? stream.#state : undefined;
  }
}

/** The inside of a WritableStream; `undefined` when the value is none. */
export function writableStateOf(value: unknown): WritableState | undefined {
  return typeof value === "object" && value !== null ? stateOf(value) : undefined;
}

/** A public stream around a finished state. */
export function wrapWritable(state: WritableState): WritableStream {
  ready = state;
  return new WritableStream();
}

/** https://streams.spec.whatwg.org/#acquire-writable-stream-default-writer */
export function acquireWriter(stream: WritableState): WriterState {
  if (stream.locked) throw lockedError("WritableStream");
  return new WriterState(stream);
}

// https://streams.spec.whatwg.org/#ws-constructor
function construct(underlyingSink: unknown, strategyValue: unknown): WritableState {
  if (underlyingSink === null) throw new TypeError("underlyingSink must be an object");
  const strategy = readStrategy(strategyValue, "strategy");
  const bag = toDictionary(underlyingSink, "underlyingSink");
  const sink: SinkAlgorithms = {
    self: bag,
    abort: readCallback(bag?.abort, "underlyingSink.abort"),
    close: readCallback(bag?.close, "underlyingSink.close"),
    start: readCallback(bag?.start, "underlyingSink.start"),
    write: undefined,
    caller: callerHere(),
  };
  const type = bag?.type;
  sink.write = readCallback(bag?.write, "underlyingSink.write");
  if (type !== undefined) throw new RangeError("underlyingSink.type must be undefined");
  const state = new WritableState();
  new WriteControl(state, sink, highWaterMarkOf(strategy, 1), strategy.size).start();
  return state;
}

export class WritableStreamDefaultWriter {
  #writer: WriterState;

  constructor(stream: WritableStream) {
    requireArguments(arguments.length, 1, "WritableStreamDefaultWriter");
    const state = writableStateOf(stream);
    if (state === undefined) {
      throw codedTypeError("ERR_INVALID_ARG_TYPE", "WritableStreamDefaultWriter: stream must be a WritableStream");
    }
    this.#writer = acquireWriter(state);
  }

  get closed(): Promise<undefined> {
    if (!isObject(this) || !(#writer in this)) return rejectedWith(invalidThis("WritableStreamDefaultWriter"));
    return this.#writer.closed.promise;
  }

  // https://streams.spec.whatwg.org/#default-writer-desired-size
  get desiredSize(): number | null {
    if (!(#writer in this)) throw invalidThis("WritableStreamDefaultWriter");
    const stream = this.#writer.stream;
    if (stream === undefined) throw releasedError();
    if (stream.state === "errored" || stream.state === "erroring") return null;
    return stream.state === "closed" ? 0 : stream.control.desiredSize;
  }

  get ready(): Promise<undefined> {
    if (!isObject(this) || !(#writer in this)) return rejectedWith(invalidThis("WritableStreamDefaultWriter"));
    return this.#writer.ready.promise;
  }

  abort(reason: unknown = undefined): Promise<undefined> {
    if (!isObject(this) || !(#writer in this)) return rejectedWith(invalidThis("WritableStreamDefaultWriter"));
    const stream = this.#writer.stream;
    return stream === undefined ? rejectedWith(releasedError()) : stream.abort(reason);
  }

  close(): Promise<undefined> {
    if (!isObject(this) || !(#writer in this)) return rejectedWith(invalidThis("WritableStreamDefaultWriter"));
    const stream = this.#writer.stream;
    if (stream === undefined) return rejectedWith(releasedError());
    if (stream.closeQueuedOrInFlight) return rejectedWith(stateError("The stream is already closing"));
    return stream.close();
  }

  releaseLock(): void {
    if (!(#writer in this)) throw invalidThis("WritableStreamDefaultWriter");
    if (this.#writer.stream !== undefined) this.#writer.release();
  }

  // https://streams.spec.whatwg.org/#default-writer-write
  write(chunk: unknown = undefined): Promise<undefined> {
    if (!isObject(this) || !(#writer in this)) return rejectedWith(invalidThis("WritableStreamDefaultWriter"));
    if (this.#writer.stream === undefined) return rejectedWith(releasedError());
    const request: DeferredPromise<undefined> = deferred();
    this.#writer.write(chunk, request);
    return request.promise;
  }

  [INSPECT](_depth: number, options: object, inspect: Inspect): string {
    return `WritableStreamDefaultWriter ${inspect({ stream: this.#writer.stream !== undefined }, options)}`;
  }
}

shapeInterface(WritableStream, "WritableStream");
shapeInterface(WritableStreamDefaultWriter, "WritableStreamDefaultWriter");

function releasedError(): TypeError {
  return stateError("The writer is not attached to a stream");
}
