// The way of text to standard output and standard error.

import { op_console_settings, op_console_write } from "waypost-native:node/console";

type Write = (this: unknown, text: string) => unknown;

/** Streams that exist already, by descriptor: only then can a user have replaced their `write`. */
const streams: (({ write: Write } | undefined))[] = [];
const originals: (Write | undefined)[] = [];

/** Called once by `process.stdout` and `process.stderr` when they are made. */
export function registerStream(fd: number, stream: { write: Write }): void {
  streams[fd] = stream;
  originals[fd] = stream.write;
}

/** Writes past the streams, unless the stream's `write` was replaced: then it gets the text. */
export function writeOutput(fd: number, text: string): void {
  const stream = streams[fd];
  if (stream !== undefined && stream.write !== originals[fd]) stream.write(text);
  else op_console_write(fd, text);
}

export function writeRaw(fd: number, data: string | Uint8Array): void {
  op_console_write(fd, data);
}

export function outputSettings(fd: number): { colors: boolean; isTty: boolean; columns: number } {
  return op_console_settings(fd);
}
