// node:stream: `for await` over a stream.

import { aggregateTwoErrors } from "waypost-internal:internal/errors/errors";
import { destroyer } from "waypost-internal:node/stream/destroy";
import { eos } from "waypost-internal:node/stream/end_of_stream";
import { Readable } from "waypost-internal:node/stream/readable";
import type { AnyStream } from "waypost-internal:node/stream/types";

interface IteratorOptions {
  destroyOnReturn?: boolean;
}

/** The async iterator of a stream; it has the stream as `stream`. */
export function iterateStream(given: AnyStream, options?: IteratorOptions): AsyncGenerator<unknown> & { stream: AnyStream } {
  let stream = given;
  if (typeof stream.read !== "function") stream = (Readable.wrap as (s: AnyStream, o: object) => AnyStream)(stream, { objectMode: true });
  const iterator = chunksOf(stream, options) as AsyncGenerator<unknown> & { stream: AnyStream };
  iterator.stream = stream;
  return iterator;
}

async function* chunksOf(stream: AnyStream, options?: IteratorOptions): AsyncGenerator<unknown> {
  let wake: () => void = () => {};
  const onReadable = (): void => {
    wake();
    wake = (): void => {};
  };
  stream.on("readable", onReadable as never);
  // `undefined`: open; `null`: ended well.
  let error: unknown;
  const cleanup = eos(stream, { writable: false }, (failure) => {
    error = failure ? aggregateTwoErrors(error, failure) : null;
    onReadable();
  });
  try {
    for (;;) {
      const chunk: unknown = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (error === null) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } catch (failure) {
    error = aggregateTwoErrors(error, failure);
    throw error;
  } finally {
    const mayDestroy = error || options?.destroyOnReturn !== false;
    if (mayDestroy && (error === undefined || stream._readableState?.autoDestroy)) destroyer(stream, null);
    else {
      stream.off("readable", onReadable as never);
      cleanup();
    }
  }
}
