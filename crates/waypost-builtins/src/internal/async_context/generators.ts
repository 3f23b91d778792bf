// Async generators: after a `yield` the context is that of whoever asked for the next value.
//
// Each call of `next`, `return` or `throw` leaves its frame in the queue of the generator's record,
// in the order in which the engine will serve them; the rewritten body takes one each time it
// resumes. The record is made by the body when it begins, which is inside the first `next`.

import { isObject, nativeResolve, nativeThen, runtime, type Frame } from "waypost-internal:internal/async_context/async_context";
import { asyncIteratorOf } from "waypost-internal:internal/async_context/iteration";
import { replaceMethods } from "waypost-internal:internal/async_context/promises";

const context = runtime;
const apply = Reflect.apply;

type Method = (this: unknown, value: unknown) => unknown;

/** `$g` of rewritten code. */
export class GeneratorRecord {
  /** The frame of the request being served, as it was when the body last gave control away. */
  f: Frame | undefined;
  /** Whether a throw at the suspension is the generator's own: no request was taken. */
  #isOwn = false;
  #isOver = false;
  #waiting: (Frame | undefined)[] = [];

  constructor(frame: Frame | undefined) {
    this.f = frame;
  }

  /** Someone asks for a value. */
  ask(frame: Frame | undefined): void {
    if (!this.#isOver) this.#waiting.push(frame);
  }

  /** The next request is served. */
  take(): Frame | undefined {
    this.f = this.#waiting.shift();
    return this.f;
  }

  /** A value to be yielded, which the engine awaits first: a rejection is thrown in our frame. */
  y(value?: unknown): unknown {
    this.f = context.c;
    this.#isOwn = false;
    const kept = context.W(value);
    if (!isObject(kept) || typeof (kept as PromiseLike<unknown>).then !== "function") return kept;
    const promise = nativeResolve(kept);
    nativeThen(promise, undefined, () => {
      this.#isOwn = true;
    });
    return promise;
  }

  /** The iterator of a `yield*`. */
  d(iterable: never): Delegate {
    this.f = context.c;
    this.#isOwn = true;
    return new Delegate(this, asyncIteratorOf(iterable));
  }

  /** The frame after a `yield`. */
  k(): Frame | undefined {
    return this.take();
  }

  /** The frame after a `yield` or `yield*` that ended in a throw or return. */
  h(): Frame | undefined {
    return this.#isOwn ? this.f : this.take();
  }

  /** The body is over. */
  z(): void {
    context.c = undefined;
    this.#isOver = true;
    this.#waiting = [];
  }
}

/** What `yield*` iterates: each request reaches the inner iterator in the frame of its caller. */
class Delegate {
  readonly #record: GeneratorRecord;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #next: Method;
  #hasBegun = false;
  #isClosing = false;

  constructor(record: GeneratorRecord, iterator: AsyncIterator<unknown>) {
    this.#record = record;
    this.#iterator = iterator;
    this.#next = iterator.next as Method;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(value: unknown): unknown {
    if (this.#hasBegun) this.#record.take();
    this.#hasBegun = true;
    return this.#call(this.#next, value);
  }

  get return(): Method | undefined {
    if (!this.#isClosing) this.#record.take();
    return this.#method("return");
  }

  get throw(): Method | undefined {
    this.#record.take();
    const method = this.#method("throw");
    // Without it the engine closes the iterator, in service of the same request.
    this.#isClosing = method === undefined;
    return method;
  }

  #method(name: "return" | "throw"): Method | undefined {
    const method = this.#iterator[name] as Method | null | undefined;
    if (method === undefined || method === null) return undefined;
    return (value: unknown): unknown => this.#call(method, value);
  }

  #call(method: Method, value: unknown): unknown {
    const outer = context.c;
    context.c = this.#record.f;
    try {
      return context.W(apply(method, this.#iterator, [value]));
    } finally {
      context.c = outer;
    }
  }
}

/** Gives generator objects a field that user code cannot see. */
class Marked extends (function (generator: object): object {
  return generator;
} as unknown as new (generator: object) => object) {
  #record: GeneratorRecord;

  constructor(generator: object, record: GeneratorRecord) {
    super(generator);
    this.#record = record;
  }

  static recordOf(generator: unknown): GeneratorRecord | undefined {
    return isObject(generator) && #record in generator ? generator.#record : undefined;
  }
}

/** The generator object whose `next` is on the stack and may begin a body. */
let beginning: unknown;

export function beginGenerator(): GeneratorRecord {
  const record = new GeneratorRecord(context.c);
  if (isObject(beginning)) new Marked(beginning, record);
  beginning = undefined;
  return record;
}

function ask(generator: unknown, native: Method, value: unknown): unknown {
  const frame = context.c;
  const outer = beginning;
  const record = Marked.recordOf(generator);
  if (record === undefined) beginning = generator;
  else record.ask(frame);
  try {
    return apply(native, generator, [value]);
  } finally {
    context.c = frame;
    beginning = outer;
  }
}

export function startGenerators(): void {
  const prototype = (Object.getPrototypeOf(async function* () {}) as { prototype: AsyncGenerator }).prototype;
  const { next, return: end, throw: fail } = prototype as unknown as Record<string, Method>;
  replaceMethods(prototype, {
    next(this: unknown, value: unknown): unknown {
      return ask(this, next as Method, value);
    },
    return(this: unknown, value: unknown): unknown {
      return ask(this, end as Method, context.W(value));
    },
    throw(this: unknown, error: unknown): unknown {
      return ask(this, fail as Method, error);
    },
  });
}
