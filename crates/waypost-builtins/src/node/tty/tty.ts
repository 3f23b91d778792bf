// node:tty.

import { codes } from "waypost-internal:internal/errors/errors";
import { outputSettings } from "waypost-internal:node/console/output";
import { InputStream, OutputStream } from "waypost-internal:node/process/standard_streams";

export function isatty(fd: unknown): boolean {
  return (fd === 1 || fd === 2) && outputSettings(fd).isTty;
}

/** The streams of the worker's own outputs; other terminals it has none of. */
export class WriteStream extends OutputStream {
  constructor(fd: unknown) {
    if (fd !== 1 && fd !== 2) throw new codes.ERR_INVALID_FD!(fd);
    super(fd);
  }
}

export class ReadStream extends InputStream {}

export default { isatty, ReadStream, WriteStream };
