// The controller of readable byte streams: pieces of memory, buffers that readers bring, and
// transfer of ownership instead of copies.
// https://streams.spec.whatwg.org/#rbs-controller-class

import {
  type ByteEntry,
  ByteQueue,
  byteLengthOf,
  cloneBuffer,
  isDetached,
  type PullInto,
  partsOf,
  transferBuffer,
  type ViewConstructor,
  viewOf,
} from "waypost-internal:web/streams/byte_queue";
import { ByobRequestState, makeByteController } from "waypost-internal:web/streams/readable_bytes_classes";
import type { SourceAlgorithms } from "waypost-internal:web/streams/readable_default";
import { callIn, INSIDE, promiseIn } from "waypost-internal:web/streams/promises";
import {
  PullLoop,
  type ReadableControl,
  type ReadableState,
  type ReadIntoRequest,
  type ReadRequest,
} from "waypost-internal:web/streams/readable_state";

export class ByteControl extends PullLoop implements ReadableControl {
  readonly isByteStream = true;
  readonly #queue: ByteQueue = new ByteQueue();
  #pending: PullInto[] = [];
  #request: ByobRequestState | undefined = undefined;
  #source: SourceAlgorithms | undefined;
  readonly #highWaterMark: number;
  readonly #autoAllocate: number | undefined;
  readonly #argument: unknown;

  constructor(
    stream: ReadableState,
    source: SourceAlgorithms,
    highWaterMark: number,
    autoAllocate: number | undefined,
  ) {
    super(stream);
    this.#source = source;
    this.#highWaterMark = highWaterMark;
    this.#autoAllocate = autoAllocate;
    stream.control = this;
    this.#argument = source.caller === INSIDE ? this : makeByteController(this);
  }

  /** https://streams.spec.whatwg.org/#set-up-readable-byte-stream-controller, from step 14 */
  start(): void {
    const { start, self, caller } = this.#source as SourceAlgorithms;
    this.awaitStart(start === undefined ? undefined : callIn(caller, start, self, [this.#argument]));
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-should-call-pull
  override shouldPull(): boolean {
    if (this.stream.state !== "readable" || this.closeRequested || !this.started) return false;
    if (this.stream.waitingReads > 0 || this.stream.waitingReadsInto > 0) return true;
    return (this.desiredSize as number) > 0;
  }

  override pull(): Promise<unknown> | undefined {
    const source = this.#source;
    if (source?.pull === undefined) return undefined;
    return promiseIn(source.caller, source.pull, source.self, [this.#argument]);
  }

  get canEnqueue(): boolean {
    return !this.closeRequested && this.stream.state === "readable";
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-get-desired-size
  get desiredSize(): number | null {
    if (this.stream.state === "errored") return null;
    if (this.stream.state === "closed") return 0;
    return this.#highWaterMark - this.#queue.total;
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  // https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollergetbyobrequest
  get byobRequest(): ByobRequestState | undefined {
    const first = this.#pending[0];
    if (this.#request === undefined && first !== undefined) {
      const view = new Uint8Array(
        first.buffer,
        first.byteOffset + first.bytesFilled,
        first.byteLength - first.bytesFilled,
      );
      this.#request = new ByobRequestState(this, view);
    }
    return this.#request;
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-enqueue
  enqueue(chunk: ArrayBufferView): void {
    if (!this.canEnqueue) return;
    const { buffer, byteOffset, byteLength } = partsOf(chunk);
    if (isDetached(buffer)) throw new TypeError("The chunk's buffer is detached");
    const transferred = transferBuffer(buffer);
    const first = this.#pending[0];
    if (first !== undefined) {
      if (isDetached(first.buffer)) throw new TypeError("The BYOB request's buffer is detached");
      this.#invalidateRequest();
      first.buffer = transferBuffer(first.buffer);
      if (first.readerType === "none") this.#enqueueDetached(first);
    }
    this.#deliver(transferred, byteOffset, byteLength);
  }

  /** Enqueues a plain `Uint8Array` that nobody else knows: the host's own bytes need no transfer. */
  enqueueOwned(bytes: Uint8Array): void {
    if (!this.canEnqueue) return;
    this.#invalidateRequest();
    const { stream } = this;
    if (stream.waitingReads > 0 && this.#queue.total === 0 && this.#pending.length === 0) {
      // Who waits gets the very piece, which costs no further object.
      stream.fulfillRead(bytes);
      this.callPullIfNeeded();
      return;
    }
    this.#deliver(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  }

  #deliver(buffer: ArrayBuffer, byteOffset: number, byteLength: number): void {
    const stream = this.stream;
    if (stream.hasDefaultReader) {
      this.#processReads();
      if (stream.waitingReads === 0) {
        this.#queue.push(buffer, byteOffset, byteLength);
      } else {
        if (this.#pending.length > 0) this.#pending.shift();
        stream.fulfillRead(new Uint8Array(buffer, byteOffset, byteLength));
      }
    } else if (stream.hasByobReader) {
      this.#queue.push(buffer, byteOffset, byteLength);
      for (const into of this.#fillPending()) this.#commit(into);
    } else {
      this.#queue.push(buffer, byteOffset, byteLength);
    }
    this.callPullIfNeeded();
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-close
  close(): void {
    if (!this.canEnqueue) return;
    if (this.#queue.total > 0) {
      this.closeRequested = true;
      return;
    }
    const first = this.#pending[0];
    if (first !== undefined && first.bytesFilled % first.elementSize !== 0) {
      const error = new TypeError("The stream ended within an element of the reader's view");
      this.error(error);
      throw error;
    }
    this.#source = undefined;
    this.stream.close();
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-error
  override error(reason: unknown): void {
    if (this.stream.state !== "readable") return;
    this.#clearPending();
    this.#queue.reset();
    this.#source = undefined;
    this.stream.error(reason);
  }

  // https://streams.spec.whatwg.org/#rbs-controller-private-cancel
  cancelSteps(reason: unknown): Promise<unknown> {
    this.#clearPending();
    this.#queue.reset();
    const source = this.#source;
    this.#source = undefined;
    return promiseIn(source?.caller, source?.cancel, source?.self, [reason]);
  }

  // https://streams.spec.whatwg.org/#rbs-controller-private-pull
  pullSteps(request: ReadRequest): void {
    if (this.#queue.total > 0) {
      this.#fillRead(request);
      return;
    }
    const size = this.#autoAllocate;
    if (size !== undefined) {
      let buffer: ArrayBuffer;
      try {
        buffer = new ArrayBuffer(size);
      } catch (error) {
        request.error(error);
        return;
      }
      this.#pending.push(automaticPullInto(buffer, size));
    }
    this.stream.reader?.requests.push(request);
    this.callPullIfNeeded();
  }

  // https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontroller-releasesteps
  releaseSteps(): void {
    const first = this.#pending[0];
    if (first === undefined) return;
    first.readerType = "none";
    this.#pending = [first];
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-pull-into
  pullInto(view: ArrayBufferView, min: number, request: ReadIntoRequest): void {
    const { buffer, byteOffset, byteLength, elementSize, viewConstructor } = partsOf(view);
    let transferred: ArrayBuffer;
    try {
      transferred = transferBuffer(buffer);
    } catch (error) {
      request.error(error);
      return;
    }
    const into: PullInto = {
      buffer: transferred,
      bufferByteLength: byteLengthOf(transferred),
      byteOffset,
      byteLength,
      bytesFilled: 0,
      minimumFill: min * elementSize,
      elementSize,
      viewConstructor,
      readerType: "byob",
    };
    const stream = this.stream;
    if (this.#pending.length > 0) {
      this.#pending.push(into);
      stream.reader?.intoRequests.push(request);
      return;
    }
    if (stream.state === "closed") {
      request.close(new viewConstructor(transferred, byteOffset, 0));
      return;
    }
    if (this.#queue.total > 0 && this.#pullIntoFromQueue(into, request)) return;
    this.#pending.push(into);
    stream.reader?.intoRequests.push(request);
    this.callPullIfNeeded();
  }

  /** Step 10 of the same: true when the request is answered. */
  #pullIntoFromQueue(into: PullInto, request: ReadIntoRequest): boolean {
    if (this.#queue.fill(into)) {
      const filled = viewOf(into);
      this.#drained();
      request.chunk(filled);
      return true;
    }
    if (!this.closeRequested) return false;
    const error = new TypeError("The stream ended before the reader's view was filled");
    this.error(error);
    request.error(error);
    return true;
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond
  respond(bytesWritten: number): void {
    const first = this.#pending[0] as PullInto;
    if (this.stream.state === "closed") {
      if (bytesWritten !== 0) throw new TypeError("bytesWritten must be 0 when the stream is closed");
    } else {
      if (bytesWritten === 0) throw new TypeError("bytesWritten must be greater than 0");
      if (first.bytesFilled + bytesWritten > first.byteLength) {
        throw new RangeError("bytesWritten is more than the view can hold");
      }
    }
    first.buffer = transferBuffer(first.buffer);
    this.#respond(first, bytesWritten);
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-with-new-view
  respondWithNewView(view: ArrayBufferView): void {
    const first = this.#pending[0] as PullInto;
    const { buffer, byteOffset, byteLength } = partsOf(view);
    if (this.stream.state === "closed") {
      if (byteLength !== 0) throw new TypeError("The view must be empty when the stream is closed");
    } else if (byteLength === 0) {
      throw new TypeError("The view must not be empty");
    }
    if (first.byteOffset + first.bytesFilled !== byteOffset) {
      throw new RangeError("The view does not start where the request's view starts");
    }
    if (first.bufferByteLength !== byteLengthOf(buffer)) {
      throw new RangeError("The view's buffer does not have the length of the request's buffer");
    }
    if (first.bytesFilled + byteLength > first.byteLength) {
      throw new RangeError("The view is longer than the request's view");
    }
    first.buffer = transferBuffer(buffer);
    this.#respond(first, byteLength);
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-internal
  #respond(first: PullInto, bytesWritten: number): void {
    this.#invalidateRequest();
    if (this.stream.state === "closed") this.#respondClosed(first);
    else this.#respondReadable(first, bytesWritten);
    this.callPullIfNeeded();
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-in-closed-state
  #respondClosed(first: PullInto): void {
    if (first.readerType === "none") this.#pending.shift();
    if (!this.stream.hasByobReader) return;
    const filled = this.#pending.splice(0, this.stream.waitingReadsInto);
    for (const into of filled) this.#commit(into);
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-in-readable-state
  #respondReadable(into: PullInto, bytesWritten: number): void {
    into.bytesFilled += bytesWritten;
    if (into.readerType === "none") {
      this.#enqueueDetached(into);
      for (const filled of this.#fillPending()) this.#commit(filled);
      return;
    }
    if (into.bytesFilled < into.minimumFill) return;
    this.#pending.shift();
    const rest = into.bytesFilled % into.elementSize;
    if (rest > 0) {
      this.#enqueueClone(into.buffer, into.byteOffset + into.bytesFilled - rest, rest);
      into.bytesFilled -= rest;
    }
    const filled = this.#fillPending();
    this.#commit(into);
    for (const other of filled) this.#commit(other);
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-enqueue-detached-pull-into-to-queue
  #enqueueDetached(into: PullInto): void {
    if (into.bytesFilled > 0) this.#enqueueClone(into.buffer, into.byteOffset, into.bytesFilled);
    this.#pending.shift();
  }

  // https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerenqueueclonedchunktoqueue
  #enqueueClone(buffer: ArrayBuffer, byteOffset: number, byteLength: number): void {
    let copy: ArrayBuffer;
    try {
      copy = cloneBuffer(buffer, byteOffset, byteLength);
    } catch (error) {
      this.error(error);
      throw error;
    }
    this.#queue.push(copy, 0, byteLength);
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-process-pull-into-descriptors-using-queue
  #fillPending(): PullInto[] {
    const filled: PullInto[] = [];
    while (this.#queue.total > 0) {
      const first = this.#pending[0];
      if (first === undefined || !this.#queue.fill(first)) break;
      this.#pending.shift();
      filled.push(first);
    }
    return filled;
  }

  // https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerprocessreadrequestsusingqueue
  #processReads(): void {
    while (this.#queue.total > 0) {
      const request = this.stream.reader?.requests.shift();
      if (request === undefined) return;
      this.#fillRead(request);
    }
  }

  // https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerfillreadrequestfromqueue
  #fillRead(request: ReadRequest): void {
    const { buffer, byteOffset, byteLength }: ByteEntry = this.#queue.shift();
    this.#drained();
    request.chunk(new Uint8Array(buffer, byteOffset, byteLength));
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-handle-queue-drain
  #drained(): void {
    if (this.#queue.total === 0 && this.closeRequested) {
      this.#source = undefined;
      this.stream.close();
    } else {
      this.callPullIfNeeded();
    }
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-commit-pull-into-descriptor
  #commit(into: PullInto): void {
    const done = this.stream.state === "closed";
    const view = viewOf(into);
    if (into.readerType === "default") this.stream.fulfillRead(view);
    else this.stream.fulfillReadInto(view, done);
  }

  #clearPending(): void {
    this.#invalidateRequest();
    this.#pending = [];
  }

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-invalidate-byob-request
  #invalidateRequest(): void {
    this.#request?.invalidate();
    this.#request = undefined;
  }
}

function automaticPullInto(buffer: ArrayBuffer, size: number): PullInto {
  return {
    buffer,
    bufferByteLength: size,
    byteOffset: 0,
    byteLength: size,
    bytesFilled: 0,
    minimumFill: 1,
    elementSize: 1,
    viewConstructor: Uint8Array as unknown as ViewConstructor,
    readerType: "default",
  };
}
