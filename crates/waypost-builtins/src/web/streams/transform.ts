// TransformStream and its controller.
// https://streams.spec.whatwg.org/#ts-class

import { type Callback, type Caller, callerHere, callIn, chain, type DeferredPromise, deferred, INSIDE, LATER, promiseIn, react, RESOLVED } from "waypost-internal:web/streams/promises";
import { type ReadableStream, readCallback, wrapReadable } from "waypost-internal:web/streams/readable";
import { closedError, DefaultControl } from "waypost-internal:web/streams/readable_default";
import { ReadableState } from "waypost-internal:web/streams/readable_state";
import { highWaterMarkOf, type QueuingStrategy, readStrategy, type SizeFunction } from "waypost-internal:web/streams/strategies";
import { type WritableStream, wrapWritable } from "waypost-internal:web/streams/writable";
import { WriteControl } from "waypost-internal:web/streams/writable_control";
import { WritableState } from "waypost-internal:web/streams/writable_state";
import {
  illegalConstructor,
  INSPECT,
  type Inspect,
  invalidThis,
  shapeInterface,
  toDictionary,
} from "waypost-internal:internal/web_interface/web_interface";

export interface Transformer {
  start?(controller: unknown): unknown;
  transform?(chunk: unknown, controller: unknown): unknown;
  flush?(controller: unknown): unknown;
  cancel?(reason: unknown): unknown;
  readableType?: undefined;
  writableType?: undefined;
}

/** What a transform does: the callbacks of a user's transformer, or our own. */
export interface TransformAlgorithms {
  self: unknown;
  transform: Callback | undefined;
  flush: Callback | undefined;
  cancel: Callback | undefined;
  caller: Caller;
}

interface Side {
  highWaterMark: number;
  size: SizeFunction | undefined;
}

/** Both sides of a transform, and the backpressure between them. */
export class TransformState {
  readonly readable: ReadableState = new ReadableState();
  readonly writable: WritableState = new WritableState();
  readonly #reader: DefaultControl;
  readonly #writer: WriteControl;
  readonly #argument: unknown;
  readonly started: DeferredPromise<unknown> = deferred();
  #algorithms: TransformAlgorithms | undefined;
  #backpressure = false;
  /** What waits for the backpressure to change: a write with its chunk, or a pull. */
  #waiting: "write" | "pull" | undefined = undefined;
  #waitingChunk: unknown = undefined;
  readonly #writeOn: () => void = (): void => this.#writeWaiting();
  #finish: DeferredPromise<undefined> | undefined = undefined;
  #transformFailed: ((reason: unknown) => never) | undefined = undefined;

  // https://streams.spec.whatwg.org/#initialize-transform-stream
  constructor(algorithms: TransformAlgorithms, writable: Side, readable: Side) {
    this.#algorithms = algorithms;
    const start = (): Promise<unknown> => this.started.promise;
    this.#writer = new WriteControl(
      this.writable,
      {
        self: undefined,
        start,
        write: ((chunk: unknown) => this.#sinkWrite(chunk)) as Callback,
        close: () => this.#sinkClose(),
        abort: ((reason: unknown) => this.#sinkAbort(reason)) as Callback,
        caller: INSIDE,
      },
      writable.highWaterMark,
      writable.size,
    );
    this.#reader = new DefaultControl(
      this.readable,
      {
        self: undefined,
        start,
        pull: () => this.#sourcePull(),
        cancel: ((reason: unknown) => this.#sourceCancel(reason)) as Callback,
        caller: INSIDE,
      },
      readable.highWaterMark,
      readable.size,
    );
    this.#writer.start();
    this.#reader.start();
    this.#setBackpressure(true);
    this.#argument = algorithms.caller === INSIDE ? this : makeController(this);
  }

  /** Runs the start algorithm; both sides wait for what it promises. */
  start(callback: Callback | undefined): void {
    const algorithms = this.#algorithms as TransformAlgorithms;
    if (callback === undefined) this.started.resolve(undefined);
    else this.started.resolve(callIn(algorithms.caller, callback, algorithms.self, [this.#argument]));
  }

  get desiredSize(): number | null {
    return this.#reader.desiredSize;
  }

  // https://streams.spec.whatwg.org/#transform-stream-default-controller-enqueue
  enqueue(chunk: unknown): void {
    if (!this.#reader.canEnqueue) throw closedError();
    try {
      this.#reader.enqueue(chunk);
    } catch (error) {
      this.#errorWritable(error);
      throw this.readable.storedError;
    }
    if (this.#reader.hasBackpressure !== this.#backpressure) this.#setBackpressure(true);
  }

  // https://streams.spec.whatwg.org/#transform-stream-error
  error(reason: unknown): void {
    this.#reader.error(reason);
    this.#errorWritable(reason);
  }

  // https://streams.spec.whatwg.org/#transform-stream-default-controller-terminate
  terminate(): void {
    this.#reader.close();
    this.#errorWritable(new TypeError("Invalid state: TransformStream has been terminated"));
  }

  // https://streams.spec.whatwg.org/#transform-stream-error-writable-and-unblock-write
  #errorWritable(reason: unknown): void {
    this.#algorithms = undefined;
    this.#writer.errorIfNeeded(reason);
    this.#unblockWrite();
  }

  #unblockWrite(): void {
    if (this.#backpressure) this.#setBackpressure(false);
  }

  // https://streams.spec.whatwg.org/#transform-stream-set-backpressure
  #setBackpressure(backpressure: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#backpressure = backpressure;
    if (waiting === "pull") this.#reader.pulledSoon();
    else if (waiting === "write") react(RESOLVED, this.#writeOn, undefined);
  }

  // https://streams.spec.whatwg.org/#transform-stream-default-sink-write-algorithm
  #sinkWrite(chunk: unknown): Promise<unknown> | undefined {
    if (!this.#backpressure) return this.#perform(chunk);
    this.#waiting = "write";
    this.#waitingChunk = chunk;
    return LATER;
  }

  #writeWaiting(): void {
    const chunk = this.#waitingChunk;
    this.#waitingChunk = undefined;
    if (this.writable.state === "erroring") this.#writer.failedLater(this.writable.storedError);
    else this.#writer.wroteLater(this.#perform(chunk));
  }

  // https://streams.spec.whatwg.org/#transform-stream-default-controller-perform-transform
  #perform(chunk: unknown): Promise<unknown> | undefined {
    const algorithms = this.#algorithms;
    const transform = algorithms === undefined ? undefined : (algorithms.transform ?? identity);
    const self = algorithms?.transform === undefined ? this : algorithms.self;
    const caller = algorithms?.transform === undefined ? INSIDE : algorithms.caller;
    const result = promiseIn(caller, transform, self, [chunk, this.#argument]);
    // Nothing that can fail is left to wait for.
    if (result === RESOLVED) return undefined;
    this.#transformFailed ??= (reason: unknown): never => {
      this.error(reason);
      throw reason;
    };
    return chain(result, undefined, this.#transformFailed);
  }

  // https://streams.spec.whatwg.org/#transform-stream-default-sink-abort-algorithm
  #sinkAbort(reason: unknown): Promise<unknown> {
    return this.#end("cancel", [reason], {
      done: () => {
        if (this.readable.state === "errored") throw this.readable.storedError;
        this.#reader.error(reason);
      },
      failed: (error) => this.#reader.error(error),
    });
  }

  // https://streams.spec.whatwg.org/#transform-stream-default-sink-close-algorithm
  #sinkClose(): Promise<unknown> {
    return this.#end("flush", [this.#argument], {
      done: () => {
        if (this.readable.state === "errored") throw this.readable.storedError;
        this.#reader.close();
      },
      failed: (error) => this.#reader.error(error),
    });
  }

  // https://streams.spec.whatwg.org/#transform-stream-default-source-pull-algorithm
  #sourcePull(): Promise<unknown> {
    this.#setBackpressure(false);
    this.#waiting = "pull";
    return LATER;
  }

  // https://streams.spec.whatwg.org/#transform-stream-default-source-cancel
  #sourceCancel(reason: unknown): Promise<unknown> {
    return this.#end("cancel", [reason], {
      done: () => {
        if (this.writable.state === "errored") throw this.writable.storedError;
        this.#writer.errorIfNeeded(reason);
        this.#unblockWrite();
      },
      failed: (error) => {
        this.#writer.errorIfNeeded(error);
        this.#unblockWrite();
      },
    });
  }

  /** The common part of the three ends of a transform: the first one decides. */
  #end(algorithm: "cancel" | "flush", args: unknown[], outcome: EndOutcome): Promise<unknown> {
    if (this.#finish !== undefined) return this.#finish.promise;
    const finish = deferred<undefined>();
    this.#finish = finish;
    const algorithms = this.#algorithms;
    const result = promiseIn(algorithms?.caller, algorithms?.[algorithm], algorithms?.self, args);
    this.#algorithms = undefined;
    react(
      result,
      () => {
        try {
          outcome.done();
          finish.resolve(undefined);
        } catch (error) {
          finish.reject(error);
        }
      },
      (error: unknown) => {
        outcome.failed(error);
        finish.reject(error);
      },
    );
    return finish.promise;
  }
}

interface EndOutcome {
  /** Ends the other side; throws when that side has failed meanwhile. */
  done(): void;
  failed(error: unknown): void;
}

/** What a transformer without `transform` does. */
function identity(this: TransformState, chunk: unknown): void {
  this.enqueue(chunk);
}

let nextState: TransformState | undefined;

function makeController(state: TransformState): TransformStreamDefaultController {
  nextState = state;
  return new TransformStreamDefaultController();
}

export class TransformStreamDefaultController {
  #state: TransformState;

  constructor() {
    const state = nextState;
    nextState = undefined;
    if (state === undefined) throw illegalConstructor();
    this.#state = state;
  }

  get desiredSize(): number | null {
    if (!(#state in this)) throw invalidThis("TransformStreamDefaultController");
    return this.#state.desiredSize;
  }

  enqueue(chunk: unknown = undefined): void {
    if (!(#state in this)) throw invalidThis("TransformStreamDefaultController");
    this.#state.enqueue(chunk);
  }

  error(reason: unknown = undefined): void {
    if (!(#state in this)) throw invalidThis("TransformStreamDefaultController");
    this.#state.error(reason);
  }

  terminate(): void {
    if (!(#state in this)) throw invalidThis("TransformStreamDefaultController");
    this.#state.terminate();
  }
}

export class TransformStream {
  #readable: ReadableStream;
  #writable: WritableStream;

  // https://streams.spec.whatwg.org/#ts-constructor
  constructor(
    transformer: Transformer | undefined = undefined,
    writableStrategy: QueuingStrategy | undefined = undefined,
    readableStrategy: QueuingStrategy | undefined = undefined,
  ) {
    const state = construct(transformer, writableStrategy, readableStrategy);
    this.#readable = wrapReadable(state.readable);
    this.#writable = wrapWritable(state.writable);
  }

  get readable(): ReadableStream {
    if (!(#readable in this)) throw invalidThis("TransformStream");
    return this.#readable;
  }

  get writable(): WritableStream {
    if (!(#readable in this)) throw invalidThis("TransformStream");
    return this.#writable;
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): string {
    if (depth < 0) return "TransformStream";
    const { readable, writable } = this;
    return `TransformStream ${inspect({ readable, writable }, options)}`;
  }
}

shapeInterface(TransformStreamDefaultController, "TransformStreamDefaultController");
shapeInterface(TransformStream, "TransformStream");

function construct(transformer: unknown, writableValue: unknown, readableValue: unknown): TransformState {
  if (transformer === null) throw new TypeError("transformer must be an object");
  const writableStrategy = readStrategy(writableValue, "writableStrategy");
  const readableStrategy = readStrategy(readableValue, "readableStrategy");
  const bag = toDictionary(transformer, "transformer");
  const algorithms: TransformAlgorithms = {
    self: bag,
    cancel: readCallback(bag?.cancel, "transformer.cancel"),
    flush: readCallback(bag?.flush, "transformer.flush"),
    transform: undefined,
    caller: callerHere(),
  };
  const readableType = bag?.readableType;
  const start = readCallback(bag?.start, "transformer.start");
  algorithms.transform = readCallback(bag?.transform, "transformer.transform");
  const writableType = bag?.writableType;
  if (readableType !== undefined) throw new RangeError("transformer.readableType must be undefined");
  if (writableType !== undefined) throw new RangeError("transformer.writableType must be undefined");
  const readable = { highWaterMark: highWaterMarkOf(readableStrategy, 0), size: readableStrategy.size };
  const writable = { highWaterMark: highWaterMarkOf(writableStrategy, 1), size: writableStrategy.size };
  const state = new TransformState(algorithms, writable, readable);
  state.start(start);
  return state;
}

/** A transform made of our own algorithms: `transform` and `flush` get the state itself. */
export function createTransform(algorithms: Omit<TransformAlgorithms, "caller">): TransformState {
  const state = new TransformState(
    { ...algorithms, caller: INSIDE },
    { highWaterMark: 1, size: undefined },
    { highWaterMark: 0, size: undefined },
  );
  state.start(undefined);
  return state;
}
