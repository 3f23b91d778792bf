// node:stream: `Duplex.from`: a duplex of whatever can be read or written.

import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { destroyer } from "waypost-internal:node/stream/destroy";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { eos } from "waypost-internal:node/stream/end_of_stream";
import { from } from "waypost-internal:node/stream/from";
import type { ReadableObject } from "waypost-internal:node/stream/readable";
import {
  isDuplexNodeStream,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableNodeStream,
  isWritableStream,
  type AnyStream,
  type Callback,
} from "waypost-internal:node/stream/types";
import { newReadableFromWeb, newWritableFromWeb } from "waypost-internal:node/stream/web";

interface Pair {
  readable?: unknown;
  writable?: unknown;
}

export function duplexFrom(body: unknown, name: string): AnyStream {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return join({ readable: body });
  if (isWritableNodeStream(body)) return join({ writable: body });
  if (isNodeStream(body)) return join({});
  if (isReadableStream(body)) return join({ readable: newReadableFromWeb(body) });
  if (isWritableStream(body)) return join({ writable: newWritableFromWeb(body) });
  if (typeof body === "function") return fromFunction(body as (source: unknown) => unknown, name);
  if (typeof (body as { arrayBuffer?: unknown } | null)?.arrayBuffer === "function") {
    return duplexFrom((body as { arrayBuffer(): unknown }).arrayBuffer(), name);
  }
  if (isIterable(body)) return from(body, { objectMode: true, writable: false }) as AnyStream;
  if (typeof body === "object" && body !== null && ("readable" in body || "writable" in body)) {
    const { readable, writable } = body as Pair;
    return join({
      readable: readable ? (isReadableNodeStream(readable) ? readable : duplexFrom(readable, name)) : undefined,
      writable: writable ? (isWritableNodeStream(writable) ? writable : duplexFrom(writable, name)) : undefined,
    });
  }
  if (typeof (body as { then?: unknown } | null)?.then === "function") return fromPromise(body as Promise<unknown>);
  throw new codes.ERR_INVALID_ARG_TYPE!(
    name,
    ["Blob", "ReadableStream", "WritableStream", "Stream", "Iterable", "AsyncIterable", "Function", "{ readable, writable } pair", "Promise"],
    body,
  );
}

function fromPromise(promise: Promise<unknown>): AnyStream {
  const duplex = new Duplex({ objectMode: true, writable: false, read(): void {} }) as unknown as ReadableObject & AnyStream;
  promise.then(
    (value) => {
      if (value != null) duplex.push(value);
      duplex.push(null);
    },
    (error: unknown) => destroyer(duplex, error),
  );
  return duplex;
}

/** A function is given what is written as an async iterable; what it makes is read. */
function fromFunction(fn: (source: unknown) => unknown, name: string): AnyStream {
  let waiting = Promise.withResolvers<{ chunk?: unknown; done: boolean; callback: Callback }>();
  async function* written(): AsyncGenerator<unknown> {
    for (;;) {
      const { chunk, done, callback } = await waiting.promise;
      waiting = Promise.withResolvers();
      nextTick(callback as never);
      if (done) return;
      yield chunk;
    }
  }
  const made = fn(written());
  const write = (chunk: unknown, _encoding: string, callback: Callback): void => waiting.resolve({ chunk, done: false, callback });
  const final = (callback: Callback): void => waiting.resolve({ done: true, callback });
  if (isIterable(made)) return from(made, { objectMode: true, write, final, writable: true }, Duplex) as AnyStream;
  if (typeof (made as { then?: unknown } | null)?.then !== "function") {
    throw new codes.ERR_INVALID_RETURN_VALUE!("Iterable, AsyncIterable or AsyncFunction", name, made);
  }
  const settled = (made as Promise<unknown>).then(
    (value) => {
      if (value != null) throw new codes.ERR_INVALID_RETURN_VALUE!("nully", "body", value);
    },
    (error: unknown) => destroyer(duplex, error),
  );
  const duplex = new Duplex({
    objectMode: true,
    readable: false,
    write,
    final(callback: Callback): void {
      final(() => {
        settled.then(
          () => nextTick(callback as never, null),
          (error: unknown) => nextTick(callback as never, error),
        );
      });
    },
  }) as unknown as AnyStream;
  return duplex;
}

/** One duplex over a readable and a writable that know nothing of each other. */
export function join(pair: Pair): AnyStream {
  const r = pair.readable as AnyStream | undefined;
  const w = pair.writable as AnyStream | undefined;
  let readable = !!(r && isReadable(r));
  let writable = !!(w && isWritable(w));
  let onDrain: Callback | null = null;
  let onFinish: Callback | null = null;
  let onReadable: (() => void) | null = null;
  let onClose: Callback | null = null;
  const duplex = new Duplex({
    readableObjectMode: !!r?.readableObjectMode,
    writableObjectMode: !!w?.writableObjectMode,
    readable,
    writable,
  }) as unknown as ReadableObject & AnyStream & { _write: unknown; _final: unknown };
  const finished = (error?: unknown): void => {
    const callback = onClose;
    onClose = null;
    if (callback) callback(error as Error);
    else if (error) duplex.destroy(error);
  };
  if (writable && w) {
    eos(w, { readable: false }, (error) => {
      writable = false;
      if (error) destroyer(r ?? null, error);
      finished(error);
    });
    duplex._write = (chunk: unknown, encoding: string, callback: Callback): void => {
      if (w.write(chunk, encoding)) callback();
      else onDrain = callback;
    };
    duplex._final = (callback: Callback): void => {
      w.end();
      onFinish = callback;
    };
    w.on("drain", () => {
      const callback = onDrain;
      onDrain = null;
      callback?.();
    });
    w.on("finish", () => {
      const callback = onFinish;
      onFinish = null;
      callback?.();
    });
  }
  if (readable && r) {
    eos(r, { writable: false }, (error) => {
      readable = false;
      if (error) destroyer(w ?? null, error);
      finished(error);
    });
    r.on("readable", () => {
      const callback = onReadable;
      onReadable = null;
      callback?.();
    });
    r.on("end", () => {
      duplex.push(null);
    });
    duplex._read = (): void => {
      for (;;) {
        const chunk = r.read();
        if (chunk === null) {
          onReadable = (): void => duplex._read(0);
          return;
        }
        if (!duplex.push(chunk)) return;
      }
    };
  }
  duplex._destroy = (error: Error | null, callback: Callback): void => {
    const failure = error ?? (onClose === null ? null : undefined);
    onReadable = onDrain = onFinish = null;
    if (!readable && !writable) {
      callback(error);
      return;
    }
    onClose = (given): void => callback(error ?? given);
    destroyer(w ?? null, failure ?? error);
    destroyer(r ?? null, failure ?? error);
  };
  return duplex;
}
