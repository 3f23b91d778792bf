// What a readable stream is inside: its state, its reader, and the operations between stream,
// reader and controller.
// https://streams.spec.whatwg.org/#rs-abstract-ops
//
// The public classes are thin wrappers with brand checks; all algorithms work on these objects,
// so pipes and tees need neither public readers nor promises.

import {
  chain,
  following,
  LATER,
  Outcome,
  RESOLVED,
  react,
  rejectedWith,
  resolvedWith,
} from "waypost-internal:web/streams/promises";
import type { HostPieces } from "waypost-internal:web/streams/host";
import { Fifo } from "waypost-internal:web/streams/queue";

/** Somebody waits for one chunk. https://streams.spec.whatwg.org/#read-request */
export interface ReadRequest {
  chunk(chunk: unknown): void;
  close(): void;
  error(reason: unknown): void;
}

/** Somebody waits for bytes in a buffer of their own. https://streams.spec.whatwg.org/#read-into-request */
export interface ReadIntoRequest {
  chunk(view: ArrayBufferView): void;
  close(view: ArrayBufferView | undefined): void;
  error(reason: unknown): void;
}

/** What the two controllers have in common. */
export interface ReadableControl {
  readonly isByteStream: boolean;
  cancelSteps(reason: unknown): Promise<unknown>;
  pullSteps(request: ReadRequest): void;
  releaseSteps(): void;
}

export class ReadableState {
  state: "readable" | "closed" | "errored" = "readable";
  storedError: unknown = undefined;
  disturbed = false;
  reader: ReaderState | undefined = undefined;
  control: ReadableControl = undefined as unknown as ReadableControl;

  get locked(): boolean {
    return this.reader !== undefined;
  }

  /** https://streams.spec.whatwg.org/#readable-stream-get-num-read-requests, 0 without such a reader */
  get waitingReads(): number {
    const reader = this.reader;
    return reader === undefined || reader.isByob ? 0 : reader.requests.length;
  }

  /** https://streams.spec.whatwg.org/#readable-stream-get-num-read-into-requests, likewise */
  get waitingReadsInto(): number {
    const reader = this.reader;
    return reader === undefined || !reader.isByob ? 0 : reader.intoRequests.length;
  }

  get hasDefaultReader(): boolean {
    return this.reader !== undefined && !this.reader.isByob;
  }

  get hasByobReader(): boolean {
    return this.reader !== undefined && this.reader.isByob;
  }

  // https://streams.spec.whatwg.org/#readable-stream-close
  close(): void {
    this.state = "closed";
    const reader = this.reader;
    if (reader === undefined) return;
    reader.closed.resolve();
    if (reader.isByob) return;
    for (const request of reader.requests.takeAll()) request.close();
  }

  // https://streams.spec.whatwg.org/#readable-stream-error
  error(reason: unknown): void {
    this.state = "errored";
    this.storedError = reason;
    const reader = this.reader;
    if (reader === undefined) return;
    reader.closed.reject(reason);
    reader.errorRequests(reason);
  }

  // https://streams.spec.whatwg.org/#readable-stream-cancel
  cancel(reason: unknown): Promise<undefined> {
    this.disturbed = true;
    if (this.state === "closed") return resolvedWith(undefined);
    if (this.state === "errored") return rejectedWith(this.storedError);
    this.close();
    const reader = this.reader;
    if (reader !== undefined && reader.isByob) {
      for (const request of reader.intoRequests.takeAll()) request.close(undefined);
    }
    return chain(this.control.cancelSteps(reason), toUndefined);
  }

  // https://streams.spec.whatwg.org/#readable-stream-fulfill-read-request
  fulfillRead(chunk: unknown): void {
    this.reader?.requests.shift()?.chunk(chunk);
  }

  // https://streams.spec.whatwg.org/#readable-stream-fulfill-read-into-request
  fulfillReadInto(view: ArrayBufferView, done: boolean): void {
    const request = this.reader?.intoRequests.shift();
    if (done) request?.close(view);
    else request?.chunk(view);
  }
}

function toUndefined(): undefined {
  return undefined;
}

/** What both kinds of reader are inside. */
export class ReaderState {
  readonly isByob: boolean;
  stream: ReadableState | undefined;
  closed: Outcome;
  readonly requests: Fifo<ReadRequest> = new Fifo();
  readonly intoRequests: Fifo<ReadIntoRequest> = new Fifo();

  // https://streams.spec.whatwg.org/#readable-stream-reader-generic-initialize
  constructor(stream: ReadableState, isByob: boolean) {
    this.isByob = isByob;
    this.stream = stream;
    stream.reader = this;
    if (stream.state === "readable") this.closed = Outcome.pending();
    else if (stream.state === "closed") this.closed = Outcome.fulfilled();
    else this.closed = Outcome.rejected(stream.storedError);
  }

  // https://streams.spec.whatwg.org/#readable-stream-default-reader-read
  read(request: ReadRequest): void {
    const stream = this.stream as ReadableState;
    stream.disturbed = true;
    if (stream.state === "closed") request.close();
    else if (stream.state === "errored") request.error(stream.storedError);
    else stream.control.pullSteps(request);
  }

  // https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaultreadererrorreadrequests
  errorRequests(reason: unknown): void {
    for (const request of this.requests.takeAll()) request.error(reason);
    for (const request of this.intoRequests.takeAll()) request.error(reason);
  }

  // https://streams.spec.whatwg.org/#readable-stream-reader-generic-release
  detach(reason: TypeError): void {
    const stream = this.stream as ReadableState;
    if (stream.state === "readable") this.closed.reject(reason);
    // A settled promise cannot be rejected any more: it is replaced.
    if (stream.state !== "readable") this.closed = Outcome.rejected(reason);
    stream.control.releaseSteps();
    stream.reader = undefined;
    this.stream = undefined;
  }

  // https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaultreaderrelease
  release(): void {
    const reason = new TypeError("The reader was released");
    this.detach(reason);
    this.errorRequests(reason);
  }
}

/** https://streams.spec.whatwg.org/#acquire-readable-stream-reader */
export function acquireReader(stream: ReadableState): ReaderState {
  if (stream.locked) throw lockedError("ReadableStream");
  return new ReaderState(stream, false);
}

export function lockedError(name: string): TypeError {
  const error = new TypeError(`Invalid state: ${name} is locked`) as TypeError & { code: string };
  error.code = "ERR_INVALID_STATE";
  return error;
}

/** What both controllers do when a pull is due, with their callbacks made once per stream. */
export abstract class PullLoop {
  stream: ReadableState;
  started = false;
  closeRequested = false;
  /** What the chunks of a stream of the host are outside of JavaScript: see `takePieces`. */
  pieces: HostPieces | undefined = undefined;
  #pulling = false;
  #pullAgain = false;
  #pulled: (() => void) | undefined = undefined;
  #failed: ((reason: unknown) => void) | undefined = undefined;

  constructor(stream: ReadableState) {
    this.stream = stream;
  }

  abstract shouldPull(): boolean;
  /** Runs the pull algorithm; `undefined` when it is already done. */
  abstract pull(): Promise<unknown> | undefined;
  abstract error(reason: unknown): void;

  // https://streams.spec.whatwg.org/#readable-stream-default-controller-call-pull-if-needed
  callPullIfNeeded(): void {
    if (!this.shouldPull()) return;
    if (this.#pulling) {
      this.#pullAgain = true;
      return;
    }
    this.#pulling = true;
    if (this.#pulled === undefined) {
      this.#pulled = (): void => this.#afterPull();
      this.#failed = (reason: unknown): void => this.error(reason);
    }
    const pulled = this.pull() ?? RESOLVED;
    if (pulled !== LATER) react(pulled, this.#pulled, this.#failed);
  }

  /** The pull that answered `LATER` is done; nothing has to wait when nobody asked meanwhile. */
  pulledSoon(): void {
    if (this.#pullAgain) react(RESOLVED, this.#pulled, undefined);
    else this.#pulling = false;
  }

  /** The same, for a pull of the host's own: what follows need not wait for a microtask. */
  pulledNow(): void {
    this.#afterPull();
  }

  #afterPull(): void {
    this.#pulling = false;
    if (!this.#pullAgain) return;
    this.#pullAgain = false;
    this.callPullIfNeeded();
  }

  /** The start algorithm is under way: nothing is pulled before it is done. */
  awaitStart(startResult: unknown): void {
    const started = (): void => {
      this.started = true;
      this.callPullIfNeeded();
    };
    react(following(startResult), started, (reason: unknown): void => this.error(reason));
  }
}
