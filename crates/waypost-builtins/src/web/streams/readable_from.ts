// `ReadableStream.from`: a stream over any iterable.
// https://streams.spec.whatwg.org/#abstract-opdef-readablestreamfromiterable

import type { DefaultControl } from "waypost-internal:web/streams/readable_default";
import { callerHere, callIn, chain, rejectedWith, RESOLVED, resolvedWith, type Caller, INSIDE } from "waypost-internal:web/streams/promises";
import { makeReadableState } from "waypost-internal:web/streams/readable";
import type { ReadableState } from "waypost-internal:web/streams/readable_state";
import { codedTypeError } from "waypost-internal:internal/web_interface/web_interface";

type Method = (...args: never[]) => unknown;

class IterableSource {
  readonly #iterator: object;
  readonly #next: unknown;
  readonly #isSync: boolean;
  readonly #caller: Caller;

  constructor(iterator: object, isSync: boolean) {
    this.#iterator = iterator;
    this.#next = (iterator as { next?: unknown }).next;
    this.#isSync = isSync;
    this.#caller = callerHere();
  }

  pull(control: DefaultControl): Promise<unknown> {
    let result: unknown;
    try {
      result = callIn(this.#caller, this.#next as Method, this.#iterator, []);
    } catch (error) {
      return rejectedWith(error);
    }
    const answered = this.#isSync ? unwrapSync(result) : resolvedWith(result);
    return chain(answered, (item: unknown) => {
      const step = expectObject(item, "next()") as IteratorResult<unknown>;
      if (step.done) control.close();
      else control.enqueue(step.value);
    });
  }

  cancel(reason: unknown): Promise<unknown> {
    let result: unknown;
    try {
      const method = (this.#iterator as { return?: unknown }).return;
      if (method === undefined || method === null) return RESOLVED;
      result = callIn(this.#caller, method as Method, this.#iterator, [reason]);
    } catch (error) {
      return rejectedWith(error);
    }
    const answered = this.#isSync ? unwrapSync(result) : resolvedWith(result);
    return chain(answered, (item: unknown) => {
      expectObject(item, "return()");
    });
  }
}

function expectObject(item: unknown, method: string): object {
  if ((typeof item === "object" && item !== null) || typeof item === "function") return item;
  throw codedTypeError("ERR_INVALID_STATE", `The promise of the iterator's ${method} must fulfil with an object`);
}

// https://tc39.es/ecma262/#sec-asyncfromsynciteratorcontinuation: the value is awaited.
function unwrapSync(result: unknown): Promise<unknown> {
  try {
    const { done, value } = expectObject(result, "next()") as IteratorResult<unknown>;
    return chain(resolvedWith(value), (settled: unknown) => ({ done, value: settled }));
  } catch (error) {
    return rejectedWith(error);
  }
}

// https://tc39.es/ecma262/#sec-getiterator, kind async
function openIterator(iterable: unknown): IterableSource {
  if (iterable === undefined || iterable === null) {
    throw codedTypeError("ERR_ARG_NOT_ITERABLE", `${String(iterable)} is not iterable`);
  }
  const target = iterable as Record<PropertyKey, unknown>;
  const asyncMethod = target[Symbol.asyncIterator];
  const isSync = asyncMethod === undefined || asyncMethod === null;
  const method = isSync ? target[Symbol.iterator] : asyncMethod;
  if (typeof method !== "function") {
    throw codedTypeError("ERR_ARG_NOT_ITERABLE", "The argument is not iterable");
  }
  const iterator = Reflect.apply(method, iterable, []) as unknown;
  if ((typeof iterator !== "object" && typeof iterator !== "function") || iterator === null) {
    throw codedTypeError("ERR_ARG_NOT_ITERABLE", "The iterator method must return an object");
  }
  return new IterableSource(iterator, isSync);
}

export function fromIterable(iterable: unknown): ReadableState {
  const source = openIterator(iterable);
  const { pull, cancel } = IterableSource.prototype;
  return makeReadableState({ self: source, start: undefined, pull, cancel, caller: INSIDE }, 0, "default");
}
