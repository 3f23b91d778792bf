// node:stream: `compose`: several streams as one duplex.

import { codes } from "waypost-internal:internal/errors/errors";
import { duplexFrom, join } from "waypost-internal:node/stream/duplexify";
import { pipeline } from "waypost-internal:node/stream/pipeline";
import { isIterable, isNodeStream, isReadable, isWebStream, isWritable, type AnyStream } from "waypost-internal:node/stream/types";

export function compose(...given: unknown[]): AnyStream {
  if (given.length === 0) throw new codes.ERR_MISSING_ARGS!("streams");
  if (given.length === 1) return duplexFrom(given[0], "body");
  const original = [...given];
  const streams = given.map((one, i) => {
    if (typeof one === "function") return duplexFrom(one, `streams[${i}]`);
    if (isNodeStream(one)) return one;
    if (isWebStream(one) || isIterable(one)) return duplexFrom(one, `streams[${i}]`);
    return one as AnyStream;
  });
  streams.forEach((stream, i) => {
    if (!isNodeStream(stream)) return;
    if (i < streams.length - 1 && !isReadable(stream)) {
      throw new codes.ERR_INVALID_ARG_VALUE!(`streams[${i}]`, original[i], "must be readable");
    }
    if (i > 0 && !isWritable(stream)) throw new codes.ERR_INVALID_ARG_VALUE!(`streams[${i}]`, original[i], "must be writable");
  });
  const head = streams[0] as AnyStream;
  const tail = streams[streams.length - 1] as AnyStream;
  const duplex = join({ readable: isReadable(tail) ? tail : undefined, writable: isWritable(head) ? head : undefined });
  pipeline(...streams, (error: unknown) => {
    if (error) duplex.destroy(error);
  });
  return duplex;
}
