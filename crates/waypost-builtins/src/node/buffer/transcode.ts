// node:buffer: `transcode`, from one character encoding to another.

import { codes, type NodeError } from "waypost-internal:internal/errors/errors";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { decode, encodingOf, type Encoding } from "waypost-internal:node/buffer/codec";

const CHARACTER_ENCODINGS: Set<Encoding | undefined> = new Set<Encoding | undefined>(["utf8", "utf16le", "latin1", "ascii"]);

export function transcode(source: Uint8Array, from: string, to: string): Buffer {
  if (!(source instanceof Uint8Array)) throw new codes.ERR_INVALID_ARG_TYPE!("source", ["Buffer", "Uint8Array"], source);
  if (source.length === 0) return Buffer.alloc(0);
  const input = encodingOf(from);
  const output = encodingOf(to);
  if (!CHARACTER_ENCODINGS.has(input) || !CHARACTER_ENCODINGS.has(output)) {
    const error = new Error("Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]") as NodeError & { errno: number };
    error.code = "U_ILLEGAL_ARGUMENT_ERROR";
    error.errno = 1;
    throw error;
  }
  const text = decode(source, input as Encoding);
  if (output === "utf8" || output === "utf16le") return Buffer.from(text, output);
  const highest = output === "ascii" ? 0x7f : 0xff;
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) as number;
    bytes.push(point > highest ? 0x3f : point);
  }
  return Buffer.from(bytes);
}
