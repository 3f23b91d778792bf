// Splitting a readable byte stream in two, with readers that bring their own buffers.
// https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamtee

import { cloneAsUint8Array } from "waypost-internal:web/streams/byte_queue";
import { ByteControl } from "waypost-internal:web/streams/readable_bytes";
import { readInto } from "waypost-internal:web/streams/readers";
import { INSIDE, RESOLVED, react } from "waypost-internal:web/streams/promises";
import { queueMicrotask } from "waypost-internal:web/microtask/microtask";
import { acquireReader, ReadableState, ReaderState, type ReadIntoRequest, type ReadRequest } from "waypost-internal:web/streams/readable_state";
import { TeeCancel } from "waypost-internal:web/streams/tee";

type Branch = 0 | 1;

/**
 * How many bytes one branch of a cloned body may be ahead of the other. The standard has no bound: what one reader
 * takes waits in memory until the other does, and a copy that is never read to its end would hold all of it.
 */
const MAX_LAG = 64 * 1024 * 1024;

/** The branches; `bounded` when one that lags too far behind is to fail instead of being kept in memory. */
export function teeBytes(stream: ReadableState, bounded: boolean): [ReadableState, ReadableState] {
  return new ByteTee(stream, bounded).branches;
}

class ByteTee {
  readonly branches: [ReadableState, ReadableState];
  readonly #stream: ReadableState;
  readonly #cancel: TeeCancel;
  readonly #controls: [ByteControl, ByteControl];
  #reader: ReaderState;
  readonly #bounded: boolean;
  #reading = false;
  readonly #readAgain: [boolean, boolean] = [false, false];

  constructor(stream: ReadableState, bounded: boolean) {
    this.#stream = stream;
    this.#bounded = bounded;
    this.#reader = acquireReader(stream);
    this.#cancel = new TeeCancel(stream);
    const first = new ReadableState();
    const second = new ReadableState();
    this.branches = [first, second];
    this.#controls = [this.#branch(first, 0), this.#branch(second, 1)];
    for (const control of this.#controls) control.start();
    this.#forwardError();
  }

  #branch(state: ReadableState, branch: Branch): ByteControl {
    const source = {
      self: undefined,
      start: undefined,
      pull: (): Promise<unknown> => this.#pull(branch),
      cancel: (reason: unknown): Promise<unknown> => this.#cancel.cancel(branch, reason),
      caller: INSIDE,
    } as const;
    return new ByteControl(state, source, 0, undefined);
  }

  // Step 14: forwardReaderError.
  #forwardError(): void {
    const reader = this.#reader;
    react(reader.closed.promise, undefined, (reason: unknown) => {
      if (reader !== this.#reader) return;
      this.#errorBoth(reason);
      this.#cancel.settle();
    });
  }

  #errorBoth(reason: unknown): void {
    for (const control of this.#controls) control.error(reason);
  }

  // Steps 17 and 18: pull1Algorithm and pull2Algorithm.
  #pull(branch: Branch): Promise<unknown> {
    if (this.#reading) {
      this.#readAgain[branch] = true;
      return RESOLVED;
    }
    this.#reading = true;
    const request = this.#controls[branch].byobRequest;
    if (request === undefined) this.#pullDefault();
    else this.#pullInto(request.view as Uint8Array, branch);
    return RESOLVED;
  }

  // Step 15: pullWithDefaultReader.
  #pullDefault(): void {
    if (this.#reader.isByob) this.#exchangeReader(false);
    const request: ReadRequest = {
      chunk: (chunk) => queueMicrotask(() => this.#deliver(chunk as Uint8Array)),
      close: () => this.#close(),
      error: () => {
        this.#reading = false;
      },
    };
    this.#reader.read(request);
  }

  #exchangeReader(isByob: boolean): void {
    this.#reader.release();
    this.#reader = new ReaderState(this.#stream, isByob);
    this.#forwardError();
  }

  #deliver(chunk: Uint8Array): void {
    this.#readAgain[0] = this.#readAgain[1] = false;
    const [canceled1, canceled2] = this.#cancel.canceled;
    let second = chunk;
    if (!canceled1 && !canceled2) {
      try {
        second = cloneAsUint8Array(chunk);
      } catch (error) {
        this.#failClone(error);
        return;
      }
    }
    if (!canceled1) this.#enqueue(0, chunk);
    if (!canceled2) this.#enqueue(1, second);
    this.#continue();
  }

  #enqueue(branch: Branch, chunk: Uint8Array): void {
    const control = this.#controls[branch];
    control.enqueue(chunk);
    if (!this.#bounded || -(control.desiredSize ?? 0) <= MAX_LAG) return;
    const error = new RangeError(`a copy of a body lags more than ${MAX_LAG} bytes behind the other; read both at the same pace`);
    control.error(error);
    void this.#cancel.cancel(branch, error);
  }

  #failClone(error: unknown): void {
    this.#errorBoth(error);
    this.#cancel.done.resolve(this.#stream.cancel(error));
  }

  #continue(): void {
    this.#reading = false;
    if (this.#readAgain[0]) void this.#pull(0);
    else if (this.#readAgain[1]) void this.#pull(1);
  }

  #close(): void {
    this.#reading = false;
    const canceled = this.#cancel.canceled;
    if (!canceled[0]) this.#controls[0].close();
    if (!canceled[1]) this.#controls[1].close();
    for (const control of this.#controls) if (control.hasPending) control.respond(0);
    this.#cancel.settle();
  }

  // Step 16: pullWithBYOBReader.
  #pullInto(view: Uint8Array, byobBranch: Branch): void {
    if (!this.#reader.isByob) this.#exchangeReader(true);
    const request: ReadIntoRequest = {
      chunk: (chunk) => queueMicrotask(() => this.#deliverInto(chunk, byobBranch)),
      close: (chunk) => this.#closeInto(chunk, byobBranch),
      error: () => {
        this.#reading = false;
      },
    };
    readInto(this.#reader, view, 1, request);
  }

  #deliverInto(chunk: ArrayBufferView, byobBranch: Branch): void {
    this.#readAgain[0] = this.#readAgain[1] = false;
    const other = (1 - byobBranch) as Branch;
    const byobCanceled = this.#cancel.canceled[byobBranch];
    if (!this.#cancel.canceled[other]) {
      let copy: Uint8Array;
      try {
        copy = cloneAsUint8Array(chunk);
      } catch (error) {
        this.#failClone(error);
        return;
      }
      if (!byobCanceled) this.#controls[byobBranch].respondWithNewView(chunk);
      this.#controls[other].enqueue(copy);
    } else if (!byobCanceled) {
      this.#controls[byobBranch].respondWithNewView(chunk);
    }
    this.#continue();
  }

  #closeInto(chunk: ArrayBufferView | undefined, byobBranch: Branch): void {
    this.#reading = false;
    const other = (1 - byobBranch) as Branch;
    const byobCanceled = this.#cancel.canceled[byobBranch];
    const otherCanceled = this.#cancel.canceled[other];
    if (!byobCanceled) this.#controls[byobBranch].close();
    if (!otherCanceled) this.#controls[other].close();
    if (chunk !== undefined) {
      if (!byobCanceled) this.#controls[byobBranch].respondWithNewView(chunk);
      if (!otherCanceled && this.#controls[other].hasPending) this.#controls[other].respond(0);
    }
    if (!byobCanceled || !otherCanceled) this.#cancel.done.resolve(undefined);
  }
}
