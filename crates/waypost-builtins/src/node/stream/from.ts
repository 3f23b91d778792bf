// node:stream: `Readable.from` an iterable, a string or bytes.

import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { Readable, type ReadableObject } from "waypost-internal:node/stream/readable";
import type { Callback } from "waypost-internal:node/stream/types";

type AnyIterator = Iterator<unknown> & AsyncIterator<unknown>;

/** `Kind` is what is made: `Readable`, or `Duplex` when the options say how to write. */
export function from(iterable: unknown, options?: Record<string, unknown>, Kind: unknown = Readable): unknown {
  const Made = Kind as typeof Readable;
  if (typeof iterable === "string" || iterable instanceof Buffer) {
    return new Made({
      objectMode: true,
      ...options,
      read(this: ReadableObject): void {
        this.push(iterable);
        this.push(null);
      },
    });
  }
  const source = iterable as Record<symbol, (() => AnyIterator) | undefined> | null | undefined;
  const isAsync = !!source?.[Symbol.asyncIterator];
  const open = source?.[Symbol.asyncIterator] ?? source?.[Symbol.iterator];
  if (typeof open !== "function") throw new codes.ERR_INVALID_ARG_TYPE!("iterable", ["Iterable"], iterable);
  const iterator = open.call(iterable);
  const readable = new Made({ objectMode: true, highWaterMark: 1, ...options }) as unknown as ReadableObject;
  let isReading = false;
  readable._read = (): void => {
    if (isReading) return;
    isReading = true;
    void next();
  };
  readable._destroy = (error: Error | null, callback: Callback): void => {
    close(error).then(
      () => nextTick(callback as never, error),
      (failure: unknown) => nextTick(callback as never, failure || error),
    );
  };
  async function close(error: unknown): Promise<void> {
    const throws = error !== undefined && error !== null && typeof iterator.throw === "function";
    if (throws) {
      const { value, done } = await iterator.throw!(error);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === "function") {
      const { value } = await iterator.return();
      await value;
    }
  }
  async function next(): Promise<void> {
    for (;;) {
      try {
        const { value, done } = isAsync ? await iterator.next() : (iterator.next() as unknown as IteratorResult<unknown>);
        if (done) {
          readable.push(null);
          return;
        }
        const result: unknown = value && typeof (value as { then?: unknown }).then === "function" ? await value : value;
        if (result === null) {
          isReading = false;
          throw new codes.ERR_STREAM_NULL_VALUES!();
        }
        if (readable.push(result)) continue;
        isReading = false;
      } catch (error) {
        readable.destroy(error);
      }
      return;
    }
  }
  return readable;
}
