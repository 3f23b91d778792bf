// node:stream: `pipeline`: streams, iterables and functions one after the other, with one end for all.

import { AbortError, aggregateTwoErrors, codes } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateFunction } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { addAbortListener } from "waypost-internal:node/events/statics";
import { destroyer } from "waypost-internal:node/stream/destroy";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { eos } from "waypost-internal:node/stream/end_of_stream";
import { iterateStream } from "waypost-internal:node/stream/readable_iterator";
import { PassThrough } from "waypost-internal:node/stream/transform";
import {
  isIterable,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isTransformStream,
  isWebStream,
  type AnyStream,
  type Callback,
} from "waypost-internal:node/stream/types";
import { AbortController } from "waypost-internal:web/abort/abort";
import { webReadableToIterable, webWriterOf } from "waypost-internal:node/stream/web";
import { defineCustomPromisified } from "waypost-internal:node/util/promisify";

interface PipelineOptions {
  signal?: { aborted: boolean; reason: unknown };
  end?: boolean;
}
type Step = AnyStream | ((source: unknown, options?: { signal: unknown }) => unknown) | Iterable<unknown> | AsyncIterable<unknown>;
type Done = (error?: unknown, value?: unknown) => void;

export function pipeline(...given: unknown[]): unknown {
  const callback = given.pop();
  validateFunction(callback, "streams[stream.length - 1]");
  const steps = given.length === 1 && Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  return runPipeline(steps as Step[], callback as unknown as Done);
}

/** `stream/promises`: the promise of `pipeline`. */
export function pipelinePromise(...given: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const last = given[given.length - 1];
    let options: PipelineOptions = {};
    const isOptions = last && typeof last === "object" && !isNodeStream(last) && !isIterable(last) && !isWebStream(last);
    if (isOptions) options = given.pop() as PipelineOptions;
    runPipeline(given as Step[], (error, value) => (error ? reject(error as Error) : resolve(value)), options);
  });
}

/** The shared state of one pipeline. */
class Run {
  error: unknown;
  value: unknown;
  finishCount = 0;
  destroys: ((error?: unknown) => void)[] = [];
  lastStreamCleanup: (() => void)[] = [];
  abort: AbortHandle = new AbortHandle();
  #callback: Done;
  #undo: { [Symbol.dispose](): void } | undefined;

  constructor(callback: Done, outer: PipelineOptions["signal"]) {
    let isCalled = false;
    this.#callback = (error, value): void => {
      if (isCalled) return;
      isCalled = true;
      callback(error, value);
    };
    if (outer) {
      const onAbort = (): void => this.finish(new AbortError(undefined, { cause: outer.reason }), true);
      this.#undo = addAbortListener(outer as never, onAbort as never);
    }
  }

  one(error?: unknown): void {
    this.finish(error, --this.finishCount === 0);
  }

  /** An error that another stream will end with as well. */
  onlyError(error?: unknown): void {
    this.finish(error, false);
  }

  finish(error: unknown, isLast: boolean): void {
    const code = (this.error as { code?: string } | undefined)?.code;
    if (error && (!this.error || code === "ERR_STREAM_PREMATURE_CLOSE")) this.error = error;
    if (!this.error && !isLast) return;
    while (this.destroys.length > 0) this.destroys.shift()!(this.error);
    this.#undo?.[Symbol.dispose]();
    this.abort.fire();
    if (!isLast) return;
    if (!this.error) for (const cleanup of this.lastStreamCleanup) cleanup();
    nextTick(this.#callback as never, this.error, this.value);
  }
}

/** The signal that functions of a pipeline get; made when one asks for it. */
class AbortHandle {
  #controller: { signal: unknown; abort(): void } | undefined;
  #isFired = false;
  get signal(): unknown {
    this.#controller ??= new AbortController() as unknown as { signal: unknown; abort(): void };
    if (this.#isFired) this.#controller.abort();
    return this.#controller.signal;
  }
  fire(): void {
    this.#isFired = true;
    this.#controller?.abort();
  }
}

function runPipeline(steps: Step[], callback: Done, options?: PipelineOptions): unknown {
  if (steps.length < 2) throw new codes.ERR_MISSING_ARGS!("streams");
  validateAbortSignal(options?.signal, "options.signal");
  if (options?.signal?.aborted) {
    const { signal } = options;
    const run = new Run(callback, undefined);
    nextTick(() => run.finish(new AbortError(undefined, { cause: signal!.reason }), true));
    for (const step of steps) if (isNodeStream(step)) destroyer(step, new AbortError(undefined, { cause: signal!.reason }));
    return steps[steps.length - 1];
  }
  const run = new Run(callback, options?.signal);
  let result: unknown;
  for (let i = 0; i < steps.length; i++) result = connect(run, steps, i, result, options);
  return result;
}

/** Adds step `i` to what came before it; answers what the next step reads. */
function connect(run: Run, steps: Step[], i: number, before: unknown, options: PipelineOptions | undefined): unknown {
  const step = steps[i] as Step;
  const isLast = i === steps.length - 1;
  const reading = !isLast;
  const writing = i > 0;
  const ends = reading || options?.end !== false;
  if (isNodeStream(step)) watchNodeStep(run, step, reading, writing, ends, isLast);
  if (i === 0) return firstOf(run, step);
  if (typeof step === "function") return functionStep(run, step, before, isLast);
  if (isNodeStream(step)) return nodeStep(run, step, before, ends);
  if (isWebStream(step)) return webStep(run, step, before, ends);
  return Duplex.from(step as never);
}

function watchNodeStep(run: Run, step: AnyStream, reading: boolean, writing: boolean, ends: boolean, isLast: boolean): void {
  if (ends) {
    const { destroy, cleanup } = destroyLater(step, reading, writing);
    run.destroys.push(destroy);
    if (isReadable(step) && isLast) run.lastStreamCleanup.push(cleanup);
  }
  // Errors after the pipeline's end must not bring the program down.
  const onError = (error: { name?: string; code?: string } | null): void => {
    if (error && error.name !== "AbortError" && error.code !== "ERR_STREAM_PREMATURE_CLOSE") run.onlyError(error);
  };
  step.on("error", onError as never);
  if (isReadable(step) && isLast) run.lastStreamCleanup.push(() => step.removeListener("error", onError as never));
}

function destroyLater(stream: AnyStream, reading: boolean, writing: boolean): { destroy: (error?: unknown) => void; cleanup: () => void } {
  let isOver = false;
  stream.on("close", (() => {
    isOver = true;
  }) as never);
  const cleanup = eos(stream, { readable: reading, writable: writing }, (error) => {
    isOver = !error;
  });
  return {
    destroy(error?: unknown): void {
      if (isOver) return;
      isOver = true;
      destroyer(stream, error || new codes.ERR_STREAM_DESTROYED!("pipe"));
    },
    cleanup,
  };
}

function firstOf(run: Run, step: Step): unknown {
  if (typeof step === "function") {
    const made = step({ signal: run.abort.signal } as never);
    if (!isIterable(made)) throw new codes.ERR_INVALID_RETURN_VALUE!("Iterable, AsyncIterable or Stream", "source", made);
    return made;
  }
  if (isIterable(step) || isReadableNodeStream(step) || isTransformStream(step)) return step;
  if (isWebStream(step)) return step;
  return Duplex.from(step as never);
}

function functionStep(run: Run, step: (source: unknown, options: { signal: unknown }) => unknown, before: unknown, isLast: boolean): unknown {
  const source = isTransformStream(before) ? webReadableToIterable((before as { readable: unknown }).readable) : makeAsyncIterable(before);
  const made = step(source, { signal: run.abort.signal });
  if (!isLast) {
    if (!isIterable(made, true)) throw new codes.ERR_INVALID_RETURN_VALUE!("AsyncIterable", "transform", made);
    return made;
  }
  // The last function's result is read through a stream, so that the caller has one to hold.
  const through = new PassThrough({ objectMode: true });
  const then = (made as { then?: unknown } | null)?.then;
  if (typeof then === "function") {
    run.finishCount++;
    then.call(
      made,
      (value: unknown) => {
        run.value = value;
        if (value != null) through.write(value);
        through.end();
        nextTick(() => run.one());
      },
      (error: unknown) => {
        through.destroy(error);
        nextTick(() => run.one(error));
      },
    );
  } else if (isIterable(made, true)) {
    run.finishCount++;
    void pumpToNode(made as AsyncIterable<unknown>, through, (error) => run.one(error), true);
  } else throw new codes.ERR_INVALID_RETURN_VALUE!("AsyncIterable or Promise", "destination", made);
  const { destroy, cleanup } = destroyLater(through, false, true);
  run.destroys.push(destroy);
  run.lastStreamCleanup.push(cleanup);
  return through;
}

function makeAsyncIterable(value: unknown): unknown {
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) return iterateStream(value);
  throw new codes.ERR_INVALID_ARG_TYPE!("val", ["Readable", "Iterable", "AsyncIterable"], value);
}

function nodeStep(run: Run, step: AnyStream, before: unknown, ends: boolean): unknown {
  if (isReadableNodeStream(before)) {
    run.finishCount += 2;
    const cleanup = pipeTo(before, step, run, ends);
    if (isReadable(step)) run.lastStreamCleanup.push(cleanup);
  } else if (isTransformStream(before) || isWebStream(before)) {
    const readable = isTransformStream(before) ? (before as { readable: unknown }).readable : before;
    run.finishCount++;
    void pumpToNode(webReadableToIterable(readable), step, (error) => run.one(error), ends);
  } else if (isIterable(before)) {
    run.finishCount++;
    void pumpToNode(before as AsyncIterable<unknown>, step, (error) => run.one(error), ends);
  } else {
    throw new codes.ERR_INVALID_ARG_TYPE!("val", ["Readable", "Iterable", "AsyncIterable", "ReadableStream", "TransformStream"], before);
  }
  return step;
}

function webStep(run: Run, step: unknown, before: unknown, ends: boolean): unknown {
  const source = isTransformStream(before)
    ? webReadableToIterable((before as { readable: unknown }).readable)
    : isReadableNodeStream(before)
      ? iterateStream(before)
      : isWebStream(before)
        ? webReadableToIterable(before)
        : (before as AsyncIterable<unknown>);
  run.finishCount++;
  void pumpToWeb(source as AsyncIterable<unknown>, step, (error) => run.one(error), ends);
  return step;
}

function pipeTo(source: AnyStream, destination: AnyStream, run: Run, ends: boolean): () => void {
  let isEnded = false;
  const onClose = (): void => {
    if (!isEnded) run.onlyError(new codes.ERR_STREAM_PREMATURE_CLOSE!());
  };
  destination.on("close", onClose as never);
  source.pipe(destination, { end: false });
  if (ends) {
    const end = (): void => {
      isEnded = true;
      destination.end();
    };
    if (isReadableFinished(source)) nextTick(end);
    else source.once("end", end as never);
  } else run.one();
  eos(source, { readable: true, writable: false }, (error) => {
    const state = source._readableState;
    const isPremature = (error as { code?: string } | null | undefined)?.code === "ERR_STREAM_PREMATURE_CLOSE";
    if (isPremature && state && state.ended && !state.errored && !state.errorEmitted) {
      // Some streams end without an `end`: they are taken for complete when both events come.
      source.once("end", (() => run.one()) as never);
      source.once("error", ((failure: unknown) => run.one(failure)) as never);
    } else run.one(error ?? undefined);
  });
  eos(destination, { readable: false, writable: true }, ((error: unknown) => run.one(error)) as Callback);
  return () => {
    destination.removeListener("close", onClose as never);
  };
}

async function pumpToNode(iterable: AsyncIterable<unknown>, writable: AnyStream, done: (error?: unknown) => void, ends: boolean): Promise<void> {
  let error: unknown;
  let onResolve: (() => void) | null = null;
  const resume = (failure?: unknown): void => {
    if (failure) error = failure;
    const callback = onResolve;
    onResolve = null;
    callback?.();
  };
  const wait = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (error) reject(error as Error);
      else {
        onResolve = (): void => {
          if (error) reject(error as Error);
          else resolve();
        };
      }
    });
  writable.on("drain", resume as never);
  const cleanup = eos(writable, { readable: false }, resume as never);
  try {
    if (writable.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await wait();
    }
    if (ends) {
      writable.end();
      await wait();
    }
    done();
  } catch (failure) {
    done(error !== failure ? aggregateTwoErrors(error, failure) : failure);
  } finally {
    cleanup();
    writable.off("drain", resume as never);
  }
}

async function pumpToWeb(iterable: AsyncIterable<unknown>, target: unknown, done: (error?: unknown) => void, ends: boolean): Promise<void> {
  const stream = isTransformStream(target) ? (target as { writable: unknown }).writable : target;
  const writer = webWriterOf(stream);
  try {
    for await (const chunk of iterable) {
      await writer.ready;
      writer.write(chunk).catch(() => {});
    }
    await writer.ready;
    if (ends) await writer.close();
    done();
  } catch (error) {
    try {
      await writer.abort(error);
      done(error);
    } catch (failure) {
      done(failure);
    }
  }
}

defineCustomPromisified(pipeline, "pipeline", pipelinePromise);
