// What a writable stream is inside: its state, its requests in flight, and its writer.
// https://streams.spec.whatwg.org/#ws-abstract-ops

import { type DeferredPromise, deferred, Outcome, react, rejectedWith, resolvedWith } from "waypost-internal:web/streams/promises";
import { Fifo } from "waypost-internal:web/streams/queue";
import type { WriteControl } from "waypost-internal:web/streams/writable_control";
import { codedTypeError } from "waypost-internal:internal/web_interface/web_interface";

/** Somebody waits until one chunk is written. */
export interface WriteRequest {
  resolve(value: undefined): void;
  reject(reason: unknown): void;
}

interface AbortRequest {
  done: DeferredPromise<undefined>;
  reason: unknown;
  wasAlreadyErroring: boolean;
}

export class WritableState {
  state: "writable" | "erroring" | "errored" | "closed" = "writable";
  storedError: unknown = undefined;
  backpressure = false;
  writer: WriterState | undefined = undefined;
  control: WriteControl = undefined as unknown as WriteControl;
  #writes: Fifo<WriteRequest> = new Fifo();
  #writeInFlight: WriteRequest | undefined = undefined;
  #closeRequest: DeferredPromise<undefined> | undefined = undefined;
  #closeInFlight: DeferredPromise<undefined> | undefined = undefined;
  #abortRequest: AbortRequest | undefined = undefined;

  get locked(): boolean {
    return this.writer !== undefined;
  }

  // https://streams.spec.whatwg.org/#writable-stream-close-queued-or-in-flight
  get closeQueuedOrInFlight(): boolean {
    return this.#closeRequest !== undefined || this.#closeInFlight !== undefined;
  }

  get isWriteInFlight(): boolean {
    return this.#writeInFlight !== undefined;
  }

  // https://streams.spec.whatwg.org/#writable-stream-abort
  abort(reason: unknown): Promise<undefined> {
    if (this.state === "closed" || this.state === "errored") return resolvedWith(undefined);
    this.control.signalAbort(reason);
    const state = this.state as WritableState["state"];
    // The signal's listeners may have ended the stream.
    if (state === "closed" || state === "errored") return resolvedWith(undefined);
    if (this.#abortRequest !== undefined) return this.#abortRequest.done.promise;
    const wasAlreadyErroring = state === "erroring";
    const done = deferred<undefined>();
    this.#abortRequest = {
      done,
      reason: wasAlreadyErroring ? undefined : reason,
      wasAlreadyErroring,
    };
    if (!wasAlreadyErroring) this.startErroring(reason);
    return done.promise;
  }

  // https://streams.spec.whatwg.org/#writable-stream-close
  close(): Promise<undefined> {
    if (this.state === "closed" || this.state === "errored") {
      return rejectedWith(stateError(`The stream is ${this.state}`));
    }
    this.#closeRequest = deferred();
    const promise = this.#closeRequest.promise;
    if (this.writer !== undefined && this.backpressure && this.state === "writable") {
      this.writer.ready.resolve();
    }
    this.control.close();
    return promise;
  }

  addWrite(request: WriteRequest): void {
    this.#writes.push(request);
  }

  // https://streams.spec.whatwg.org/#writable-stream-deal-with-rejection
  dealWithRejection(error: unknown): void {
    if (this.state === "writable") this.startErroring(error);
    else this.finishErroring();
  }

  // https://streams.spec.whatwg.org/#writable-stream-start-erroring
  startErroring(reason: unknown): void {
    this.state = "erroring";
    this.storedError = reason;
    this.writer?.rejectReady(reason);
    const inFlight = this.#writeInFlight !== undefined || this.#closeInFlight !== undefined;
    if (!inFlight && this.control.started) this.finishErroring();
  }

  // https://streams.spec.whatwg.org/#writable-stream-finish-erroring
  finishErroring(): void {
    this.state = "errored";
    this.control.errorSteps();
    for (const request of this.#writes.takeAll()) request.reject(this.storedError);
    const abort = this.#abortRequest;
    if (abort === undefined) {
      this.#rejectClose();
      return;
    }
    this.#abortRequest = undefined;
    if (abort.wasAlreadyErroring) {
      abort.done.reject(this.storedError);
      this.#rejectClose();
      return;
    }
    react(
      this.control.abortSteps(abort.reason),
      () => {
        abort.done.resolve(undefined);
        this.#rejectClose();
      },
      (reason: unknown) => {
        abort.done.reject(reason);
        this.#rejectClose();
      },
    );
  }

  // https://streams.spec.whatwg.org/#writable-stream-reject-close-and-closed-promise-if-needed
  #rejectClose(): void {
    this.#closeRequest?.reject(this.storedError);
    this.#closeRequest = undefined;
    this.writer?.closed.reject(this.storedError);
  }

  markWriteInFlight(): void {
    this.#writeInFlight = this.#writes.shift();
  }

  markCloseInFlight(): void {
    this.#closeInFlight = this.#closeRequest;
    this.#closeRequest = undefined;
  }

  // https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-write
  finishWrite(): void {
    this.#writeInFlight?.resolve(undefined);
    this.#writeInFlight = undefined;
  }

  // https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-write-with-error
  failWrite(error: unknown): void {
    this.#writeInFlight?.reject(error);
    this.#writeInFlight = undefined;
    this.dealWithRejection(error);
  }

  // https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-close
  finishClose(): void {
    this.#closeInFlight?.resolve(undefined);
    this.#closeInFlight = undefined;
    if (this.state === "erroring") {
      // The error came too late to do anything.
      this.storedError = undefined;
      this.#abortRequest?.done.resolve(undefined);
      this.#abortRequest = undefined;
    }
    this.state = "closed";
    this.writer?.closed.resolve();
  }

  // https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-close-with-error
  failClose(error: unknown): void {
    this.#closeInFlight?.reject(error);
    this.#closeInFlight = undefined;
    this.#abortRequest?.done.reject(error);
    this.#abortRequest = undefined;
    this.dealWithRejection(error);
  }

  // https://streams.spec.whatwg.org/#writable-stream-update-backpressure
  updateBackpressure(backpressure: boolean): void {
    const writer = this.writer;
    const changes = backpressure !== this.backpressure;
    this.backpressure = backpressure;
    if (writer === undefined || !changes) return;
    if (backpressure) writer.ready = Outcome.pending();
    else writer.ready.resolve();
  }
}

/** What a writer is inside. */
export class WriterState {
  stream: WritableState | undefined;
  ready: Outcome;
  closed: Outcome;

  // https://streams.spec.whatwg.org/#set-up-writable-stream-default-writer
  constructor(stream: WritableState) {
    this.stream = stream;
    stream.writer = this;
    const { state, storedError } = stream;
    if (state === "writable") {
      const waits = !stream.closeQueuedOrInFlight && stream.backpressure;
      this.ready = waits ? Outcome.pending() : Outcome.fulfilled();
      this.closed = Outcome.pending();
    } else if (state === "closed") {
      this.ready = Outcome.fulfilled();
      this.closed = Outcome.fulfilled();
    } else {
      this.ready = Outcome.rejected(storedError);
      this.closed = state === "erroring" ? Outcome.pending() : Outcome.rejected(storedError);
    }
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-writer-write
  write(chunk: unknown, request: WriteRequest): void {
    const stream = this.stream as WritableState;
    const size = stream.control.sizeOf(chunk);
    // The size function is user code: it may have released the writer.
    if (this.stream !== stream) {
      request.reject(stateError("The writer was released"));
    } else if (stream.state === "errored" || (stream.state === "erroring" && !stream.closeQueuedOrInFlight)) {
      request.reject(stream.storedError);
    } else if (stream.closeQueuedOrInFlight || stream.state === "closed") {
      request.reject(stateError("The stream is closing or closed"));
    } else {
      stream.addWrite(request);
      stream.control.write(chunk, size);
    }
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-writer-close-with-error-propagation
  closeWithErrorPropagation(): Promise<undefined> {
    const stream = this.stream as WritableState;
    if (stream.closeQueuedOrInFlight || stream.state === "closed") return resolvedWith(undefined);
    if (stream.state === "errored") return rejectedWith(stream.storedError);
    return stream.close();
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-writer-ensure-ready-promise-rejected
  rejectReady(reason: unknown): void {
    if (this.ready.isPending) this.ready.reject(reason);
    else this.ready = Outcome.rejected(reason);
  }

  // https://streams.spec.whatwg.org/#writable-stream-default-writer-release
  release(): void {
    const reason = stateError("The writer was released");
    this.rejectReady(reason);
    if (this.closed.isPending) this.closed.reject(reason);
    else this.closed = Outcome.rejected(reason);
    (this.stream as WritableState).writer = undefined;
    this.stream = undefined;
  }
}

export function stateError(message: string): TypeError {
  return codedTypeError("ERR_INVALID_STATE", `Invalid state: ${message}`);
}
