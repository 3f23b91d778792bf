// The controller of writable streams: one write at a time, then the close.
// https://streams.spec.whatwg.org/#ws-default-controller-class

import { type AbortSignal, createAbortSignalLazily, signalAbort } from "waypost-internal:web/abort/abort";
import { type Callback, type Caller, callIn, following, INSIDE, LATER, promiseIn, react, rejectedWith } from "waypost-internal:web/streams/promises";
import { SizedQueue } from "waypost-internal:web/streams/queue";
import { chunkSize, type SizeFunction } from "waypost-internal:web/streams/strategies";
import type { WritableState } from "waypost-internal:web/streams/writable_state";
import { illegalConstructor, invalidThis, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";

/** Where chunks go: the callbacks of a user's sink, or our own. */
export interface SinkAlgorithms {
  self: unknown;
  start: Callback | undefined;
  write: Callback | undefined;
  close: Callback | undefined;
  abort: Callback | undefined;
  caller: Caller;
}

/** What stands in the queue for the close. https://streams.spec.whatwg.org/#close-sentinel */
const CLOSE: unique symbol = Symbol("close");

export class WriteControl {
  readonly stream: WritableState;
  started = false;
  readonly #queue: SizedQueue = new SizedQueue();
  readonly #highWaterMark: number;
  readonly #argument: unknown;
  #size: SizeFunction | undefined;
  #sink: SinkAlgorithms | undefined;
  #signal: AbortSignal | undefined = undefined;
  #aborted: { reason: unknown } | undefined = undefined;
  #written: (() => void) | undefined = undefined;
  #failed: ((reason: unknown) => void) | undefined = undefined;

  constructor(
    stream: WritableState,
    sink: SinkAlgorithms,
    highWaterMark: number,
    size: SizeFunction | undefined,
  ) {
    this.stream = stream;
    this.#sink = sink;
    this.#highWaterMark = highWaterMark;
    this.#size = size;
    stream.control = this;
    this.#argument = sink.caller === INSIDE ? this : makeController(this);
  }

  /** https://streams.spec.whatwg.org/#set-up-writable-stream-default-controller, from step 11 */
  start(): void {
    const { start, self, caller } = this.#sink as SinkAlgorithms;
    this.stream.updateBackpressure(this.hasBackpressure);
    const result = start === undefined ? undefined : callIn(caller, start, self, [this.#argument]);
    react(
      following(result),
      () => {
        this.started = true;
        this.#advance();
      },
      (reason: unknown) => {
        this.started = true;
        this.stream.dealWithRejection(reason);
      },
    );
  }

  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      this.#signal = createAbortSignalLazily();
      if (this.#aborted !== undefined) signalAbort(this.#signal, this.#aborted.reason);
    }
    return this.#signal;
  }

  signalAbort(reason: unknown): void {
    this.#aborted ??= { reason };
    if (this.#signal !== undefined) signalAbort(this.#signal, reason);
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-controller-get-desired-size
  get desiredSize(): number {
    return this.#highWaterMark - this.#queue.total;
  }

  get hasBackpressure(): boolean {
    return this.desiredSize <= 0;
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-controller-get-chunk-size
  sizeOf(chunk: unknown): number {
    if (this.#size === undefined) return 1;
    try {
      return chunkSize(this.#size, chunk);
    } catch (error) {
      this.errorIfNeeded(error);
      return 1;
    }
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-controller-write
  write(chunk: unknown, size: number): void {
    try {
      this.#queue.push(chunk, size);
    } catch (error) {
      this.errorIfNeeded(error);
      return;
    }
    const stream = this.stream;
    if (!stream.closeQueuedOrInFlight && stream.state === "writable") {
      stream.updateBackpressure(this.hasBackpressure);
    }
    this.#advance();
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-controller-close
  close(): void {
    this.#queue.push(CLOSE, 0);
    this.#advance();
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-controller-advance-queue-if-needed
  #advance(): void {
    const stream = this.stream;
    if (!this.started || stream.isWriteInFlight) return;
    if (stream.state === "erroring") {
      stream.finishErroring();
      return;
    }
    if (this.#queue.length === 0) return;
    const value = this.#queue.peek();
    if (value === CLOSE) this.#processClose();
    else this.#processWrite(value);
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-controller-process-close
  #processClose(): void {
    const stream = this.stream;
    stream.markCloseInFlight();
    this.#queue.shift();
    const sink = this.#sink;
    const result = promiseIn(sink?.caller, sink?.close, sink?.self, []);
    this.#clearAlgorithms();
    react(
      result,
      () => stream.finishClose(),
      (reason: unknown) => stream.failClose(reason),
    );
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-controller-process-write
  #processWrite(chunk: unknown): void {
    this.stream.markWriteInFlight();
    const sink = this.#sink;
    const result = promiseIn(sink?.caller, sink?.write, sink?.self, [chunk, this.#argument]);
    if (this.#written === undefined) {
      this.#written = (): void => this.#afterWrite();
      this.#failed = (reason: unknown): void => this.#afterFailedWrite(reason);
    }
    if (result !== LATER) react(result, this.#written, this.#failed);
  }

  /** The write that answered `LATER` is done once `result` is. */
  wroteLater(result: unknown): void {
    react(following(result), this.#written, this.#failed);
  }

  /** The write that answered `LATER` has failed. */
  failedLater(reason: unknown): void {
    react(rejectedWith(reason), this.#written, this.#failed);
  }

  #afterWrite(): void {
    const stream = this.stream;
    stream.finishWrite();
    this.#queue.shift();
    if (!stream.closeQueuedOrInFlight && stream.state === "writable") {
      stream.updateBackpressure(this.hasBackpressure);
    }
    this.#advance();
  }

  #afterFailedWrite(reason: unknown): void {
    if (this.stream.state === "writable") this.#clearAlgorithms();
    this.stream.failWrite(reason);
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-controller-error-if-needed
  errorIfNeeded(error: unknown): void {
    if (this.stream.state !== "writable") return;
    this.#clearAlgorithms();
    this.stream.startErroring(error);
  }

  // https://streams.spec.whatwg.org/#ws-default-controller-private-abort
  abortSteps(reason: unknown): Promise<unknown> {
    const sink = this.#sink;
    const result = promiseIn(sink?.caller, sink?.abort, sink?.self, [reason]);
    this.#clearAlgorithms();
    return result;
  }

  errorSteps(): void {
    this.#queue.reset();
  }

  #clearAlgorithms(): void {
    this.#sink = undefined;
    this.#size = undefined;
  }
}

let nextControl: WriteControl | undefined;

function makeController(control: WriteControl): WritableStreamDefaultController {
  nextControl = control;
  return new WritableStreamDefaultController();
}

export class WritableStreamDefaultController {
  #control: WriteControl;

  constructor() {
    const control = nextControl;
    nextControl = undefined;
    if (control === undefined) throw illegalConstructor();
    this.#control = control;
  }

  get signal(): AbortSignal {
    if (!(#control in this)) throw invalidThis("WritableStreamDefaultController");
    return this.#control.signal;
  }

  // https://streams.spec.whatwg.org/#ws-default-controller-error
  error(reason: unknown = undefined): void {
    if (!(#control in this)) throw invalidThis("WritableStreamDefaultController");
    this.#control.errorIfNeeded(reason);
  }
}

shapeInterface(WritableStreamDefaultController, "WritableStreamDefaultController");
