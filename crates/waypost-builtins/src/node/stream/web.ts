// node:stream: from and to the streams of the web.

import { AbortError, codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { destroyer } from "waypost-internal:node/stream/destroy";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { eos } from "waypost-internal:node/stream/end_of_stream";
import { Readable, type ReadableObject } from "waypost-internal:node/stream/readable";
import {
  isDestroyed,
  isReadable,
  isReadableStream,
  isWritable,
  isWritableEnded,
  isWritableStream,
  type AnyStream,
  type Callback,
} from "waypost-internal:node/stream/types";
import { Writable } from "waypost-internal:node/stream/writable";
import { CountQueuingStrategy, ReadableStream, WritableStream } from "waypost-internal:web/streams/streams";

interface Reader {
  read(): Promise<IteratorResult<unknown, undefined>>;
  cancel(reason?: unknown): Promise<void>;
  closed: Promise<void>;
  releaseLock(): void;
}
interface Writer {
  ready: Promise<void>;
  closed: Promise<void>;
  write(chunk: unknown): Promise<void>;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
}
type Options = Record<string, unknown>;

export function webWriterOf(stream: unknown): Writer {
  return (stream as { getWriter(): Writer }).getWriter();
}

/** Rejects as Node does: an unhandled failure of the stream's own is nobody's rejection. */
function ignore(promise: Promise<unknown>): void {
  promise.then(undefined, () => {});
}

/** A promise that settles when a web stream is over; symbol-keyed state of ours is not needed for it. */
export function webStreamClosed(stream: unknown): Promise<void> {
  const watch = (stream as Record<symbol, Promise<void> | undefined>)[Symbol.for("nodejs.webstream.isClosedPromise")];
  if (watch !== undefined) return Promise.resolve((watch as unknown as { promise?: Promise<void> }).promise ?? watch);
  const web = stream as { locked?: boolean; getReader?(): Reader; getWriter?(): Writer };
  if (web.locked) return Promise.reject(new codes.ERR_INVALID_STATE!("a locked web stream cannot be watched"));
  if (typeof web.getReader === "function") {
    const reader = web.getReader();
    const { closed } = reader;
    reader.releaseLock();
    return closed;
  }
  return (web.getWriter as () => Writer)().closed;
}

export async function* webReadableToIterable(stream: unknown): AsyncGenerator<unknown> {
  const reader = (stream as { getReader(): Reader }).getReader();
  let isOver = false;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        isOver = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!isOver) ignore(reader.cancel());
    reader.releaseLock();
  }
}

export function newReadableFromWeb(web: unknown, options: Options = {}): AnyStream {
  if (!isReadableStream(web)) throw new codes.ERR_INVALID_ARG_TYPE!("readableStream", "ReadableStream", web);
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  const reader = (web as { getReader(): Reader }).getReader();
  let isClosed = false;
  const readable = new Readable({
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read(this: ReadableObject): void {
      reader.read().then(
        ({ value, done }) => {
          readable.push(done ? null : value);
        },
        (error: unknown) => destroyer(readable as unknown as AnyStream, error),
      );
    },
    destroy(error: Error | null, callback: Callback): void {
      const done = (failure?: unknown): void => nextTick(() => callback((failure ?? error) as Error | null));
      if (isClosed) done();
      else reader.cancel(error ?? undefined).then(() => done(), () => done());
    },
  }) as unknown as ReadableObject & AnyStream;
  reader.closed.then(
    () => {
      isClosed = true;
    },
    (error: unknown) => {
      isClosed = true;
      destroyer(readable, error);
    },
  );
  return readable;
}

export function newWritableFromWeb(web: unknown, options: Options = {}): AnyStream {
  if (!isWritableStream(web)) throw new codes.ERR_INVALID_ARG_TYPE!("writableStream", "WritableStream", web);
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  const writer = webWriterOf(web);
  const half = writerHalf(writer, () => writable);
  const writable = new Writable({
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,
    ...half.methods,
    destroy(error: Error | null, callback: Callback): void {
      half.destroy(error, callback);
    },
  }) as unknown as AnyStream;
  return writable;
}

/** The writing half over a web writer, for Writable and Duplex. */
function writerHalf(writer: Writer, owner: () => AnyStream): { methods: Options; destroy: (error: Error | null, callback: Callback) => void } {
  let isClosed = false;
  writer.closed.then(
    () => {
      isClosed = true;
      if (!isWritableEnded(owner())) destroyer(owner(), new codes.ERR_STREAM_PREMATURE_CLOSE!());
    },
    (error: unknown) => {
      isClosed = true;
      destroyer(owner(), error);
    },
  );
  const settle = (promise: Promise<unknown>, callback: Callback): void => {
    promise.then(
      () => nextTick(callback as never),
      (error: unknown) => nextTick(() => callback(error as Error)),
    );
  };
  const write = (chunk: unknown): Promise<void> => writer.ready.then(() => writer.write(chunk));
  return {
    methods: {
      write: (chunk: unknown, _encoding: string, callback: Callback): void => settle(write(chunk), callback),
      writev: (chunks: { chunk: unknown }[], callback: Callback): void =>
        settle(writer.ready.then(() => Promise.all(chunks.map((one) => writer.write(one.chunk)))), callback),
      final: (callback: Callback): void => {
        if (isClosed) nextTick(callback as never);
        else settle(writer.close(), callback);
      },
    },
    destroy(error, callback): void {
      const done = (): void => nextTick(() => callback(error));
      if (isClosed) done();
      else (error ? writer.abort(error) : writer.close()).then(done, done);
    },
  };
}

export function newDuplexFromWeb(pair: unknown, options: Options = {}): AnyStream {
  const { readable, writable } = (pair ?? {}) as { readable?: unknown; writable?: unknown };
  if (!isReadableStream(readable)) throw new codes.ERR_INVALID_ARG_TYPE!("pair.readable", "ReadableStream", readable);
  if (!isWritableStream(writable)) throw new codes.ERR_INVALID_ARG_TYPE!("pair.writable", "WritableStream", writable);
  const reader = (readable as { getReader(): Reader }).getReader();
  const half = writerHalf(webWriterOf(writable), () => duplex);
  let isReadClosed = false;
  const duplex = new Duplex({
    allowHalfOpen: options.allowHalfOpen ?? false,
    highWaterMark: options.highWaterMark,
    objectMode: options.objectMode ?? false,
    encoding: options.encoding,
    decodeStrings: options.decodeStrings ?? true,
    signal: options.signal,
    ...half.methods,
    read(): void {
      reader.read().then(
        ({ value, done }) => {
          (duplex as unknown as ReadableObject).push(done ? null : value);
        },
        (error: unknown) => destroyer(duplex, error),
      );
    },
    destroy(error: Error | null, callback: Callback): void {
      const cancelled = isReadClosed ? Promise.resolve() : reader.cancel(error ?? undefined);
      const next = (): void => half.destroy(error, callback);
      cancelled.then(next, next);
    },
  }) as unknown as AnyStream;
  reader.closed.then(
    () => {
      isReadClosed = true;
    },
    (error: unknown) => {
      isReadClosed = true;
      destroyer(duplex, error);
    },
  );
  return duplex;
}

interface Controller {
  desiredSize: number | null;
  enqueue(chunk: unknown): void;
  close(): void;
  error(reason: unknown): void;
}

export function newWebFromReadable(stream: AnyStream, options: { strategy?: unknown } = {}): unknown {
  if (typeof stream?._readableState !== "object") throw new codes.ERR_INVALID_ARG_TYPE!("streamReadable", "stream.Readable", stream);
  if (isDestroyed(stream) || !isReadable(stream)) {
    const closed = new ReadableStream({ start: (controller: Controller) => controller.close() } as never);
    return closed;
  }
  const { readableObjectMode, readableHighWaterMark } = stream as unknown as { readableObjectMode: boolean; readableHighWaterMark: number };
  const strategy =
    options.strategy ?? (readableObjectMode ? new CountQueuingStrategy({ highWaterMark: readableHighWaterMark }) : { highWaterMark: readableHighWaterMark, size: byteSize });
  let controller: Controller;
  let wasCanceled = false;
  const onData = (chunk: unknown): void => {
    // What is buffered still comes behind a cancel.
    if (wasCanceled) return;
    // A pooled buffer must not leave with its neighbours.
    const copy = chunk instanceof Buffer && !readableObjectMode ? new Uint8Array(chunk) : chunk;
    controller.enqueue(copy);
    if ((controller.desiredSize ?? 1) <= 0) stream.pause();
  };
  stream.pause();
  const cleanup = eos(stream, (error) => {
    let failure: unknown = error;
    if ((error as { code?: string } | undefined)?.code === "ERR_STREAM_PREMATURE_CLOSE") {
      failure = new AbortError(undefined, { cause: error });
    }
    cleanup();
    // Errors that come after the end have no reader any more.
    stream.on("error", () => {});
    if (failure) {
      controller.error(failure);
      return;
    }
    if (!wasCanceled) controller.close();
  });
  stream.on("data", onData as never);
  return new ReadableStream(
    {
      start(given: Controller): void {
        controller = given;
        stream.pause();
      },
      pull(): void {
        stream.resume();
      },
      cancel(reason: unknown): void {
        wasCanceled = true;
        destroyer(stream, reason);
      },
    } as never,
    strategy as never,
  );
}

function byteSize(chunk: { byteLength?: number; length?: number }): number {
  return chunk.byteLength ?? chunk.length ?? 1;
}

export function newWebFromWritable(stream: AnyStream): unknown {
  if (typeof stream?._writableState !== "object") throw new codes.ERR_INVALID_ARG_TYPE!("streamWritable", "stream.Writable", stream);
  if (isDestroyed(stream) || !isWritable(stream)) {
    const closed = new WritableStream();
    ignore((closed as unknown as { close(): Promise<void> }).close());
    return closed;
  }
  const { writableHighWaterMark, writableObjectMode } = stream as unknown as { writableHighWaterMark: number; writableObjectMode: boolean };
  const strategy = writableObjectMode ? new CountQueuingStrategy({ highWaterMark: writableHighWaterMark }) : { highWaterMark: writableHighWaterMark, size: byteSize };
  let controller: { error(reason: unknown): void };
  let drained: PromiseWithResolvers<void> | undefined;
  let closing: PromiseWithResolvers<void> | undefined;
  const cleanup = eos(stream, (error) => {
    cleanup();
    stream.on("error", () => {});
    if (error) {
      drained?.reject(error);
      if (closing) closing.reject(error);
      else controller.error(error);
      return;
    }
    if (closing) closing.resolve();
    else controller.error(new AbortError());
  });
  stream.on("drain", (() => drained?.resolve()) as never);
  return new WritableStream(
    {
      start(given: { error(reason: unknown): void }): void {
        controller = given;
      },
      async write(chunk: unknown): Promise<void> {
        if (!stream.writableNeedDrain && stream.write(chunk)) return;
        drained = Promise.withResolvers<void>();
        await drained.promise;
        drained = undefined;
      },
      abort(reason: unknown): void {
        destroyer(stream, reason);
      },
      close(): Promise<void> {
        if (!closing && !isWritableEnded(stream)) stream.end();
        closing = Promise.withResolvers<void>();
        return closing.promise;
      },
    } as never,
    strategy as never,
  );
}

export function newWebFromDuplex(stream: AnyStream): { readable: unknown; writable: unknown } {
  if (typeof stream?._writableState !== "object" || typeof stream._readableState !== "object") {
    throw new codes.ERR_INVALID_ARG_TYPE!("duplex", "stream.Duplex", stream);
  }
  return { readable: newWebFromReadable(stream), writable: newWebFromWritable(stream) };
}
