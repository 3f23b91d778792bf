// Reading a stream by `for await`.
// https://streams.spec.whatwg.org/#rs-asynciterator
// https://webidl.spec.whatwg.org/#es-asynchronous-iterable
//
// Calls of `next` and `return` wait for each other: a stream never answers out of order.

import {
  chain,
  type DeferredPromise,
  deferred,
  RESOLVED,
  react,
  rejectedWith,
  resolvedWith,
} from "waypost-internal:web/streams/promises";
import { acquireReader, type ReadableState, type ReaderState, type ReadRequest } from "waypost-internal:web/streams/readable_state";
import { isObject } from "waypost-internal:internal/webidl/webidl";
import { codedTypeError, invalidThis } from "waypost-internal:internal/web_interface/web_interface";

/** The prototype of all async iterators: what `async function*` objects inherit from in the end. */
const asyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(async function* (): AsyncGenerator<never> {}.prototype),
) as object;

type Answer = Promise<IteratorResult<unknown>>;

class StreamIterator {
  readonly #reader: ReaderState;
  readonly #preventCancel: boolean;
  #finished = false;
  /** What the last call promised, as long as it waits for the stream. */
  #ongoing: Answer | undefined = undefined;
  /** How many calls wait for those before them. */
  #waiting = 0;

  constructor(reader: ReaderState, preventCancel: boolean) {
    this.#reader = reader;
    this.#preventCancel = preventCancel;
  }

  next(): Answer {
    if (!isObject(this) || !(#reader in this)) return rejectedWith(invalidThis("ReadableStream async iterator"));
    if (this.#ongoing !== undefined) return this.#queue(() => this.#nextStep());
    const request = new IteratorRead(this);
    const answer = this.#nextStep(request);
    if (request.isWaiting) this.#ongoing = answer;
    return answer;
  }

  return(value?: unknown): Answer {
    if (!isObject(this) || !(#reader in this)) return rejectedWith(invalidThis("ReadableStream async iterator"));
    if (this.#ongoing !== undefined) return this.#queue(() => this.#returnStep(value));
    return (this.#ongoing = this.#returnStep(value));
  }

  #queue(step: () => Answer): Answer {
    this.#waiting++;
    const next = (): Answer => {
      this.#waiting--;
      return step();
    };
    return (this.#ongoing = chain(this.#ongoing as Answer, next, next));
  }

  // https://streams.spec.whatwg.org/#ref-for-dfn-get-the-next-iteration-result
  #nextStep(request: IteratorRead = new IteratorRead(this)): Answer {
    if (this.#finished) {
      if (this.#waiting === 0) this.#ongoing = undefined;
      return resolvedWith({ value: undefined, done: true });
    }
    if (this.#reader.stream === undefined) {
      return rejectedWith(codedTypeError("ERR_INVALID_STATE", "The reader is not attached to a stream"));
    }
    this.#reader.read(request);
    return request.promise;
  }

  // https://streams.spec.whatwg.org/#ref-for-asynchronous-iterator-return
  #returnStep(value: unknown): Answer {
    const result: IteratorResult<unknown> = { value, done: true };
    if (this.#finished) return resolvedWith(result);
    this.#finished = true;
    const reader = this.#reader;
    const stream = reader.stream;
    if (stream === undefined) return rejectedWith(new TypeError("The reader is not attached to a stream"));
    if (this.#preventCancel) {
      reader.release();
      return resolvedWith(result);
    }
    const cancelled = stream.cancel(value);
    reader.release();
    return chain(cancelled, () => result);
  }

  /** A read was answered: nobody needs to wait for it any more. */
  static settle(iterator: StreamIterator, isOver: boolean): void {
    if (iterator.#waiting === 0) iterator.#ongoing = undefined;
    if (!isOver) return;
    iterator.#finished = true;
    iterator.#reader.release();
  }
}

/**
 * A read whose promise settles one microtask after the stream has answered, as Web IDL has it: the
 * stream pulls again before the caller goes on.
 */
class IteratorRead implements ReadRequest {
  readonly #iterator: StreamIterator;
  #answer: Answer | undefined = undefined;
  #deferred: DeferredPromise<IteratorResult<unknown>> | undefined = undefined;

  constructor(iterator: StreamIterator) {
    this.#iterator = iterator;
  }

  get isWaiting(): boolean {
    return this.#deferred !== undefined;
  }

  /** To be asked for once, after the read has begun. */
  get promise(): Answer {
    if (this.#answer !== undefined) return chain(this.#answer, undefined);
    this.#deferred = deferred();
    return this.#deferred.promise;
  }

  chunk(value: unknown): void {
    settle(this.#iterator, false);
    this.#resolve({ value, done: false });
  }

  close(): void {
    settle(this.#iterator, true);
    this.#resolve({ value: undefined, done: true });
  }

  error(reason: unknown): void {
    settle(this.#iterator, true);
    const waiting = this.#deferred;
    if (waiting === undefined) this.#answer = rejectedWith(reason);
    else react(RESOLVED, () => waiting.reject(reason), undefined);
  }

  #resolve(result: IteratorResult<unknown>): void {
    const waiting = this.#deferred;
    if (waiting === undefined) this.#answer = resolvedWith(result);
    else react(RESOLVED, () => waiting.resolve(result), undefined);
  }
}

const { prototype, settle } = StreamIterator;
delete (prototype as { constructor?: unknown }).constructor;
Object.setPrototypeOf(prototype, asyncIteratorPrototype);
for (const name of ["next", "return"]) Object.defineProperty(prototype, name, { enumerable: true });
Object.defineProperty(prototype, Symbol.toStringTag, {
  value: "ReadableStream AsyncIterator",
  writable: false,
  enumerable: false,
  configurable: true,
});

export function makeIterator(stream: ReadableState, preventCancel: boolean): AsyncIterableIterator<unknown> {
  return new StreamIterator(acquireReader(stream), preventCancel) as unknown as AsyncIterableIterator<unknown>;
}
