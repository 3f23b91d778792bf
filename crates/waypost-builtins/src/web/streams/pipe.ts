// Piping a readable stream into a writable one.
// https://streams.spec.whatwg.org/#readable-stream-pipe-to
//
// One object is the read request and the write request of the whole pipe, so a chunk that passes
// costs no promise of its own.

import { type AbortSignal, abortReason, addAbortAlgorithm, isAborted, isAbortSignal, removeAbortAlgorithm } from "waypost-internal:web/abort/abort";
import { type DeferredPromise, deferred, RESOLVED, react, resolvedWith } from "waypost-internal:web/streams/promises";
import { acquireReader, type ReadableState, type ReaderState, type ReadRequest } from "waypost-internal:web/streams/readable_state";
import { stateError, type WritableState, type WriteRequest, type WriterState } from "waypost-internal:web/streams/writable_state";
import { codedTypeError, toDictionary } from "waypost-internal:internal/web_interface/web_interface";

export interface PipeOptions {
  preventAbort?: boolean;
  preventCancel?: boolean;
  preventClose?: boolean;
  signal?: AbortSignal;
}

export interface ReadPipeOptions {
  preventAbort: boolean;
  preventCancel: boolean;
  preventClose: boolean;
  signal: AbortSignal | undefined;
}

const PLAIN: ReadPipeOptions = {
  preventAbort: false,
  preventCancel: false,
  preventClose: false,
  signal: undefined,
};

/** https://streams.spec.whatwg.org/#dictdef-streampipeoptions */
export function readPipeOptions(value: unknown): ReadPipeOptions {
  const options = toDictionary(value, "options");
  if (options === undefined) return PLAIN;
  const preventAbort = Boolean(options.preventAbort);
  const preventCancel = Boolean(options.preventCancel);
  const preventClose = Boolean(options.preventClose);
  const signal = options.signal;
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw codedTypeError("ERR_INVALID_ARG_TYPE", "options.signal must be an instance of AbortSignal");
  }
  return { preventAbort, preventCancel, preventClose, signal };
}

export function pipe(source: ReadableState, writer: WriterState, options: ReadPipeOptions): Promise<undefined> {
  return new Pipe(source, writer, options).start();
}

type Action = () => Promise<unknown>;

class Pipe implements ReadRequest, WriteRequest {
  readonly #source: ReadableState;
  readonly #destination: WritableState;
  readonly #reader: ReaderState;
  readonly #writer: WriterState;
  readonly #options: ReadPipeOptions;
  readonly #done: DeferredPromise<undefined> = deferred();
  readonly #step: () => void = (): void => this.#readWhileReady();
  #abort: (() => void) | undefined = undefined;
  #shuttingDown = false;
  #writesUnderWay = 0;
  #afterWrites: (() => void) | undefined = undefined;
  /** Set while a read was started here and has not returned: its chunk may be written at once. */
  #readingNow = false;
  #answered = false;

  constructor(source: ReadableState, writer: WriterState, options: ReadPipeOptions) {
    this.#source = source;
    this.#reader = acquireReader(source);
    this.#writer = writer;
    this.#destination = writer.stream as WritableState;
    this.#options = options;
    source.disturbed = true;
  }

  start(): Promise<undefined> {
    const signal = this.#options.signal;
    if (signal !== undefined) {
      this.#abort = (): void => this.#onAbort(signal);
      if (isAborted(signal)) {
        this.#abort();
        return this.#done.promise;
      }
      addAbortAlgorithm(signal, this.#abort);
    }
    this.#watch();
    react(RESOLVED, this.#step, undefined);
    return this.#done.promise;
  }

  /** Step 15: errors and closing must be propagated, in this order. */
  #watch(): void {
    const source = this.#source;
    const destination = this.#destination;
    if (source.state === "errored") this.#sourceErrored(source.storedError);
    if (destination.state === "errored") this.#destinationErrored(destination.storedError);
    if (source.state === "closed") this.#sourceClosed();
    if (source.state === "readable") {
      react(
        this.#reader.closed.promise,
        () => this.#sourceClosed(),
        (reason: unknown) => this.#sourceErrored(reason),
      );
    }
    if (destination.state !== "errored") {
      react(this.#writer.closed.promise, undefined, (reason: unknown) => this.#destinationErrored(reason));
    }
    if (destination.closeQueuedOrInFlight || destination.state === "closed") {
      const reason = stateError("The destination stream closed before all the data could be piped to it");
      if (this.#options.preventCancel) this.#shutdown(undefined, { reason });
      else this.#shutdown(() => source.cancel(reason), { reason });
    }
  }

  #sourceErrored(reason: unknown): void {
    const action = (): Promise<unknown> => this.#destination.abort(reason);
    this.#shutdown(this.#options.preventAbort ? undefined : action, { reason });
  }

  #destinationErrored(reason: unknown): void {
    const action = (): Promise<unknown> => this.#source.cancel(reason);
    this.#shutdown(this.#options.preventCancel ? undefined : action, { reason });
  }

  #sourceClosed(): void {
    const action = (): Promise<unknown> => this.#writer.closeWithErrorPropagation();
    this.#shutdown(this.#options.preventClose ? undefined : action, undefined);
  }

  // Step 14.1: abortAlgorithm.
  #onAbort(signal: AbortSignal): void {
    const reason = abortReason(signal);
    const { preventAbort, preventCancel } = this.#options;
    const action = (): Promise<unknown> => {
      const pending: Promise<unknown>[] = [];
      if (!preventAbort && this.#destination.state === "writable") {
        pending.push(this.#destination.abort(reason));
      }
      if (!preventCancel && this.#source.state === "readable") pending.push(this.#source.cancel(reason));
      return waitForAll(pending);
    };
    this.#shutdown(action, { reason });
  }

  #readWhileReady(): void {
    while (!this.#shuttingDown) {
      const writer = this.#writer;
      if (this.#destination.state !== "writable") return;
      if (writer.ready.isPending) {
        writer.ready.onFulfilled = this.#step;
        return;
      }
      this.#answered = false;
      this.#readingNow = true;
      this.#reader.read(this);
      this.#readingNow = false;
      if (!this.#answered) return;
    }
  }

  chunk(chunk: unknown): void {
    this.#answered = true;
    this.#writesUnderWay++;
    if (this.#readingNow) {
      this.#writer.write(chunk, this);
      return;
    }
    // Not within the source's `enqueue`: that must not call the sink.
    react(
      RESOLVED,
      () => {
        this.#writer.write(chunk, this);
        this.#readWhileReady();
      },
      undefined,
    );
  }

  close(): void {}

  error(): void {}

  resolve(): void {
    this.#writeEnded();
  }

  /** A failed write shows in the destination's state; nothing more is to be done about it here. */
  reject(): void {
    this.#writeEnded();
  }

  #writeEnded(): void {
    this.#writesUnderWay--;
    if (this.#writesUnderWay > 0 || this.#afterWrites === undefined) return;
    const after = this.#afterWrites;
    this.#afterWrites = undefined;
    react(RESOLVED, after, undefined);
  }

  // https://streams.spec.whatwg.org/#rs-pipeTo-shutdown-with-action, and without
  #shutdown(action: Action | undefined, error: { reason: unknown } | undefined): void {
    if (this.#shuttingDown) return;
    this.#shuttingDown = true;
    const finish = (): void => {
      if (action === undefined) {
        this.#finalize(error);
        return;
      }
      react(
        action(),
        () => this.#finalize(error),
        (reason: unknown) => this.#finalize({ reason }),
      );
    };
    const destination = this.#destination;
    if (destination.state !== "writable" || destination.closeQueuedOrInFlight) finish();
    else if (this.#writesUnderWay > 0) this.#afterWrites = finish;
    else react(RESOLVED, finish, undefined);
  }

  // https://streams.spec.whatwg.org/#rs-pipeTo-finalize
  #finalize(error: { reason: unknown } | undefined): void {
    this.#writer.release();
    this.#reader.release();
    if (this.#abort !== undefined) {
      removeAbortAlgorithm(this.#options.signal as AbortSignal, this.#abort);
    }
    if (error === undefined) this.#done.resolve(undefined);
    else this.#done.reject(error.reason);
  }
}

/** https://webidl.spec.whatwg.org/#wait-for-all, for the one or two promises of an abort */
function waitForAll(promises: Promise<unknown>[]): Promise<unknown> {
  const [first, second] = promises;
  if (first === undefined) return resolvedWith(undefined);
  if (second === undefined) return first;
  const all = deferred<undefined>();
  let waiting = 2;
  const one = (): void => {
    if (--waiting === 0) all.resolve(undefined);
  };
  react(first, one, all.reject);
  react(second, one, all.reject);
  return all.promise;
}
