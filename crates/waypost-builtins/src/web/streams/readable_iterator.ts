// Reading a stream by `for await`.
// https://streams.spec.whatwg.org/#rs-asynciterator
// https://webidl.spec.whatwg.org/#es-asynchronous-iterable
//
// Calls of `next` and `return` wait for each other: a stream never answers out of order.

import {
  chain,
  type DeferredPromise,
  deferred,
  rejectedWith,
  resolvedWith,
} from "waypost-internal:web/streams/promises";
import { acquireReader, type ReadableState, type ReaderState, type ReadRequest } from "waypost-internal:web/streams/readable_state";
import { codedTypeError, invalidThis } from "waypost-internal:internal/web_interface/web_interface";

/** The prototype of all async iterators: what `async function*` objects inherit from in the end. */
const asyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(async function* (): AsyncGenerator<never> {}.prototype),
) as object;

interface Slots {
  reader: ReaderState;
  preventCancel: boolean;
  finished: boolean;
  ongoing: Promise<unknown> | undefined;
}

const slotsOf = new WeakMap<object, Slots>();

const prototype = {
  __proto__: asyncIteratorPrototype,

  next(this: object): Promise<IteratorResult<unknown>> {
    const slots = slotsOf.get(this);
    if (slots === undefined) return rejectedWith(invalidThis("ReadableStream async iterator"));
    return enqueueStep(slots, () => nextStep(slots));
  },

  return(this: object, value?: unknown): Promise<IteratorResult<unknown>> {
    const slots = slotsOf.get(this);
    if (slots === undefined) return rejectedWith(invalidThis("ReadableStream async iterator"));
    return enqueueStep(slots, () => returnStep(slots, value));
  },
};

Object.defineProperty(prototype, Symbol.toStringTag, {
  value: "ReadableStream AsyncIterator",
  writable: false,
  enumerable: false,
  configurable: true,
});

export function makeIterator(stream: ReadableState, preventCancel: boolean): AsyncIterableIterator<unknown> {
  const reader = acquireReader(stream);
  const iterator = Object.create(prototype) as AsyncIterableIterator<unknown>;
  slotsOf.set(iterator, { reader, preventCancel, finished: false, ongoing: undefined });
  return iterator;
}

type Step = () => Promise<IteratorResult<unknown>>;

function enqueueStep(slots: Slots, step: Step): Promise<IteratorResult<unknown>> {
  const result = slots.ongoing === undefined ? step() : chain(slots.ongoing, step, step);
  slots.ongoing = result;
  return result;
}

class IteratorRead implements ReadRequest {
  readonly answer: DeferredPromise<IteratorResult<unknown>> = deferred();
  #slots: Slots;

  constructor(slots: Slots) {
    this.#slots = slots;
  }

  chunk(value: unknown): void {
    this.#slots.ongoing = undefined;
    this.answer.resolve({ value, done: false });
  }

  close(): void {
    this.#end();
    this.answer.resolve({ value: undefined, done: true });
  }

  error(reason: unknown): void {
    this.#end();
    this.answer.reject(reason);
  }

  #end(): void {
    this.#slots.ongoing = undefined;
    this.#slots.finished = true;
    this.#slots.reader.release();
  }
}

// https://streams.spec.whatwg.org/#ref-for-dfn-get-the-next-iteration-result
function nextStep(slots: Slots): Promise<IteratorResult<unknown>> {
  if (slots.finished) {
    slots.ongoing = undefined;
    return resolvedWith({ value: undefined, done: true });
  }
  if (slots.reader.stream === undefined) {
    return rejectedWith(codedTypeError("ERR_INVALID_STATE", "The reader is not attached to a stream"));
  }
  const request = new IteratorRead(slots);
  slots.reader.read(request);
  // One promise further, as Web IDL has it: the stream pulls again before the caller goes on.
  return chain(request.answer.promise, undefined);
}

// https://streams.spec.whatwg.org/#ref-for-asynchronous-iterator-return
function returnStep(slots: Slots, value: unknown): Promise<IteratorResult<unknown>> {
  const result: IteratorResult<unknown> = { value, done: true };
  if (slots.finished) return resolvedWith(result);
  slots.finished = true;
  const reader = slots.reader;
  const stream = reader.stream;
  if (stream === undefined) return rejectedWith(new TypeError("The reader is not attached to a stream"));
  if (slots.preventCancel) {
    reader.release();
    return resolvedWith(result);
  }
  const cancelled = stream.cancel(value);
  reader.release();
  return chain(cancelled, () => result);
}
