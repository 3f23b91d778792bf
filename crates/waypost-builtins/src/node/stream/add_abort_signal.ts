// node:stream: `addAbortSignal`: an abort destroys the stream.

import { AbortError, codes } from "waypost-internal:internal/errors/errors";
import { addAbortListener } from "waypost-internal:node/events/statics";
import { eos } from "waypost-internal:node/stream/end_of_stream";
import { isNodeStream, isWebStream, type AnyStream } from "waypost-internal:node/stream/types";

interface Signal {
  aborted: boolean;
  reason: unknown;
}

export function addAbortSignal<T extends object>(signal: unknown, stream: T): T {
  if (signal === null || typeof signal !== "object" || !("aborted" in signal)) {
    throw new codes.ERR_INVALID_ARG_TYPE!("signal", "AbortSignal", signal);
  }
  if (!isNodeStream(stream) && !isWebStream(stream)) {
    throw new codes.ERR_INVALID_ARG_TYPE!("stream", ["ReadableStream", "WritableStream", "Stream"], stream);
  }
  const given = signal as Signal;
  const target = stream as unknown as AnyStream & { cancel?: (reason: unknown) => unknown };
  const onAbort = (): void => {
    const error = new AbortError(undefined, { cause: given.reason });
    if (isNodeStream(stream)) target.destroy(error);
    else if (typeof target.cancel === "function") void target.cancel(error);
    else (target as { abort?: (reason: unknown) => unknown }).abort?.(error);
  };
  if (given.aborted) onAbort();
  else {
    const undo = addAbortListener(signal as never, onAbort as never);
    if (isNodeStream(stream)) eos(target, undo[Symbol.dispose].bind(undo) as never);
  }
  return stream;
}
