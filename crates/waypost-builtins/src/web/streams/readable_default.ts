// The controller of ordinary readable streams: chunks of any kind, sized by the strategy.
// https://streams.spec.whatwg.org/#rs-default-controller-class

import {
  type Callback,
  type Caller,
  callIn,
  INSIDE,
  promiseIn,
} from "waypost-internal:web/streams/promises";
import { SizedQueue } from "waypost-internal:web/streams/queue";
import {
  PullLoop,
  type ReadableControl,
  type ReadableState,
  type ReadRequest,
} from "waypost-internal:web/streams/readable_state";
import { chunkSize, type SizeFunction } from "waypost-internal:web/streams/strategies";
import { illegalConstructor, invalidThis, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";

/** Where chunks come from: the callbacks of a user's source, or our own. */
export interface SourceAlgorithms {
  self: unknown;
  start: Callback | undefined;
  pull: Callback | undefined;
  cancel: Callback | undefined;
  caller: Caller;
}

export class DefaultControl extends PullLoop implements ReadableControl {
  readonly queue: SizedQueue = new SizedQueue();
  readonly isByteStream = false;
  #size: SizeFunction | undefined;
  #highWaterMark: number;
  #source: SourceAlgorithms | undefined;
  /** What the algorithms get: the public controller, or this object for our own algorithms. */
  #argument: unknown;

  constructor(
    stream: ReadableState,
    source: SourceAlgorithms,
    highWaterMark: number,
    size: SizeFunction | undefined,
  ) {
    super(stream);
    this.#source = source;
    this.#size = size;
    this.#highWaterMark = highWaterMark;
    stream.control = this;
    this.#argument = source.caller === INSIDE ? this : makeController(this);
  }

  /** https://streams.spec.whatwg.org/#set-up-readable-stream-default-controller, from step 9 */
  start(): void {
    const { start, self, caller } = this.#source as SourceAlgorithms;
    this.awaitStart(start === undefined ? undefined : callIn(caller, start, self, [this.#argument]));
  }

  // https://streams.spec.whatwg.org/#readable-stream-default-controller-should-call-pull
  override shouldPull(): boolean {
    if (!this.canEnqueue || !this.started) return false;
    return this.stream.waitingReads > 0 || (this.desiredSize as number) > 0;
  }

  override pull(): Promise<unknown> | undefined {
    const source = this.#source;
    if (source?.pull === undefined) return undefined;
    return promiseIn(source.caller, source.pull, source.self, [this.#argument]);
  }

  // https://streams.spec.whatwg.org/#readable-stream-default-controller-can-close-or-enqueue
  get canEnqueue(): boolean {
    return !this.closeRequested && this.stream.state === "readable";
  }

  // https://streams.spec.whatwg.org/#readable-stream-default-controller-get-desired-size
  get desiredSize(): number | null {
    if (this.stream.state === "errored") return null;
    if (this.stream.state === "closed") return 0;
    return this.#highWaterMark - this.queue.total;
  }

  // https://streams.spec.whatwg.org/#readable-stream-default-controller-has-backpressure
  get hasBackpressure(): boolean {
    return !this.shouldPull();
  }

  // https://streams.spec.whatwg.org/#readable-stream-default-controller-enqueue
  enqueue(chunk: unknown): void {
    if (!this.canEnqueue) return;
    if (this.stream.waitingReads > 0) {
      this.stream.fulfillRead(chunk);
    } else {
      try {
        this.queue.push(chunk, chunkSize(this.#size, chunk));
      } catch (error) {
        this.error(error);
        throw error;
      }
    }
    this.callPullIfNeeded();
  }

  // https://streams.spec.whatwg.org/#readable-stream-default-controller-close
  close(): void {
    if (!this.canEnqueue) return;
    this.closeRequested = true;
    if (this.queue.length === 0) {
      this.#clearAlgorithms();
      this.stream.close();
    }
  }

  // https://streams.spec.whatwg.org/#readable-stream-default-controller-error
  override error(reason: unknown): void {
    if (this.stream.state !== "readable") return;
    this.queue.reset();
    this.#clearAlgorithms();
    this.stream.error(reason);
  }

  // https://streams.spec.whatwg.org/#rs-default-controller-private-cancel
  cancelSteps(reason: unknown): Promise<unknown> {
    this.queue.reset();
    const source = this.#source as SourceAlgorithms;
    const result = promiseIn(source.caller, source.cancel, source.self, [reason]);
    this.#clearAlgorithms();
    return result;
  }

  // https://streams.spec.whatwg.org/#rs-default-controller-private-pull
  pullSteps(request: ReadRequest): void {
    if (this.queue.length === 0) {
      this.stream.reader?.requests.push(request);
      this.callPullIfNeeded();
      return;
    }
    const chunk = this.queue.shift();
    if (this.closeRequested && this.queue.length === 0) {
      this.#clearAlgorithms();
      this.stream.close();
    } else {
      this.callPullIfNeeded();
    }
    request.chunk(chunk);
  }

  releaseSteps(): void {}

  /** A finished stream keeps nothing of its source alive. */
  #clearAlgorithms(): void {
    const source = this.#source;
    if (source !== undefined) this.#source = { ...EMPTY, caller: source.caller };
    this.#size = undefined;
  }
}

const EMPTY: SourceAlgorithms = {
  self: undefined,
  start: undefined,
  pull: undefined,
  cancel: undefined,
  caller: INSIDE,
};

let nextControl: DefaultControl | undefined;

function makeController(control: DefaultControl): ReadableStreamDefaultController {
  nextControl = control;
  return new ReadableStreamDefaultController();
}

export class ReadableStreamDefaultController {
  #control: DefaultControl;

  constructor() {
    const control = nextControl;
    nextControl = undefined;
    if (control === undefined) throw illegalConstructor();
    this.#control = control;
  }

  get desiredSize(): number | null {
    if (!(#control in this)) throw invalidThis("ReadableStreamDefaultController");
    return this.#control.desiredSize;
  }

  // https://streams.spec.whatwg.org/#rs-default-controller-close
  close(): void {
    if (!(#control in this)) throw invalidThis("ReadableStreamDefaultController");
    if (!this.#control.canEnqueue) throw closedError();
    this.#control.close();
  }

  // https://streams.spec.whatwg.org/#rs-default-controller-enqueue
  enqueue(chunk: unknown = undefined): void {
    if (!(#control in this)) throw invalidThis("ReadableStreamDefaultController");
    if (!this.#control.canEnqueue) throw closedError();
    this.#control.enqueue(chunk);
  }

  error(reason: unknown = undefined): void {
    if (!(#control in this)) throw invalidThis("ReadableStreamDefaultController");
    this.#control.error(reason);
  }
}

shapeInterface(ReadableStreamDefaultController, "ReadableStreamDefaultController");

/** What closing or filling a stream throws that is closed already; the words are Node.js's. */
export function closedError(): TypeError {
  const error = new TypeError("Invalid state: Controller is already closed") as TypeError & {
    code: string;
  };
  error.code = "ERR_INVALID_STATE";
  return error;
}
