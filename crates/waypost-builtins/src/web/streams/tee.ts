// Splitting a readable stream in two.
// https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaulttee

import { structuredClone } from "waypost-internal:web/structured_clone/structured_clone";
import { teeBytes } from "waypost-internal:web/streams/tee_bytes";
import { DefaultControl } from "waypost-internal:web/streams/readable_default";
import {
  type Callback,
  type DeferredPromise,
  deferred,
  INSIDE,
  RESOLVED,
  react,
} from "waypost-internal:web/streams/promises";
import { queueMicrotask } from "waypost-internal:web/microtask/microtask";
import { acquireReader, ReadableState, type ReaderState, type ReadRequest } from "waypost-internal:web/streams/readable_state";

/** https://streams.spec.whatwg.org/#readable-stream-tee */
export function tee(stream: ReadableState, cloneSecond: boolean): [ReadableState, ReadableState] {
  return stream.control.isByteStream ? teeBytes(stream, cloneSecond) : new DefaultTee(stream, cloneSecond).branches;
}

/** Both branches of a tee, and the cancellation that needs both of them. */
export class TeeCancel {
  readonly #stream: ReadableState;
  readonly canceled: [boolean, boolean] = [false, false];
  readonly #reasons: [unknown, unknown] = [undefined, undefined];
  readonly done: DeferredPromise<unknown> = deferred();

  constructor(stream: ReadableState) {
    this.#stream = stream;
  }

  /** Cancels a branch; the stream itself is cancelled when both are. */
  cancel(branch: 0 | 1, reason: unknown): Promise<unknown> {
    this.canceled[branch] = true;
    this.#reasons[branch] = reason;
    if (this.canceled[1 - branch]) this.done.resolve(this.#stream.cancel([...this.#reasons]));
    return this.done.promise;
  }

  /** The end is there: whoever cancels later waits for nothing. */
  settle(): void {
    if (!this.canceled[0] || !this.canceled[1]) this.done.resolve(undefined);
  }
}

class DefaultTee implements ReadRequest {
  readonly branches: [ReadableState, ReadableState];
  readonly #reader: ReaderState;
  readonly #cancel: TeeCancel;
  readonly #controls: [DefaultControl, DefaultControl];
  readonly #cloneSecond: boolean;
  #reading = false;
  #readAgain = false;

  constructor(stream: ReadableState, cloneSecond: boolean) {
    this.#reader = acquireReader(stream);
    this.#cancel = new TeeCancel(stream);
    this.#cloneSecond = cloneSecond;
    const first = new ReadableState();
    const second = new ReadableState();
    this.branches = [first, second];
    this.#controls = [this.#branch(first, 0), this.#branch(second, 1)];
    for (const control of this.#controls) control.start();
    react(this.#reader.closed.promise, undefined, (reason: unknown) => {
      for (const control of this.#controls) control.error(reason);
      this.#cancel.settle();
    });
  }

  #branch(state: ReadableState, branch: 0 | 1): DefaultControl {
    const source = {
      self: this,
      start: undefined,
      pull: DefaultTee.#pull as unknown as Callback,
      cancel: (reason: unknown): Promise<unknown> => this.#cancel.cancel(branch, reason),
      caller: INSIDE,
    } as const;
    return new DefaultControl(state, source, 1, undefined);
  }

  static #pull(this: DefaultTee): Promise<unknown> {
    if (this.#reading) {
      this.#readAgain = true;
      return RESOLVED;
    }
    this.#reading = true;
    this.#reader.read(this);
    return RESOLVED;
  }

  chunk(chunk: unknown): void {
    // A microtask, because the branches must see an error of the source before the chunk.
    queueMicrotask(() => this.#deliver(chunk));
  }

  #deliver(chunk: unknown): void {
    this.#readAgain = false;
    const canceled = this.#cancel.canceled;
    let second = chunk;
    if (!canceled[1] && this.#cloneSecond) {
      try {
        second = structuredClone(chunk);
      } catch (error) {
        for (const control of this.#controls) control.error(error);
        this.#cancel.done.resolve((this.#reader.stream as ReadableState).cancel(error));
        return;
      }
    }
    if (!canceled[0]) this.#controls[0].enqueue(chunk);
    if (!canceled[1]) this.#controls[1].enqueue(second);
    this.#reading = false;
    if (this.#readAgain) DefaultTee.#pull.call(this);
  }

  close(): void {
    this.#reading = false;
    const canceled = this.#cancel.canceled;
    if (!canceled[0]) this.#controls[0].close();
    if (!canceled[1]) this.#controls[1].close();
    this.#cancel.settle();
  }

  error(): void {
    this.#reading = false;
  }
}
