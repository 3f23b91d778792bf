// node:buffer: indexOf, lastIndexOf, fill and comparison over plain bytes.

import { codes } from "waypost-internal:internal/errors/errors";
import { encode, encodingOf, type Encoding } from "waypost-internal:node/buffer/codec";
import { validateNumber } from "waypost-internal:internal/validators/validators";

/** -1, 0 or 1 by the first differing byte, then by length. */
export function compareBytes(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x !== y) return x < y ? -1 : 1;
  }
  if (a.length === b.length) return 0;
  return a.length < b.length ? -1 : 1;
}

/** What `indexOf` and `lastIndexOf` do; -1 when there is nothing. */
export function findIn(buffer: Uint8Array, value: unknown, byteOffset: unknown, encoding: unknown, forward: boolean): number {
  let offset = byteOffset;
  let name = encoding;
  if (typeof offset === "string") {
    name = offset;
    offset = undefined;
  } else if (typeof offset === "number") {
    if (offset > 0x7fffffff) offset = 0x7fffffff;
    else if (offset < -0x80000000) offset = -0x80000000;
  }
  let start = +(offset as number);
  if (Number.isNaN(start)) start = forward ? 0 : buffer.length || (buffer.byteLength as number);
  start = Math.trunc(start);
  if (typeof value === "number") return findByte(buffer, value & 255, start, forward);
  let kind: Encoding | undefined = "latin1";
  let needle: Uint8Array;
  if (typeof value === "string") {
    kind = encodingOf(name);
    if (kind === undefined) throw new codes.ERR_UNKNOWN_ENCODING!(String(name));
    needle = encode(value, kind);
  } else if (ArrayBuffer.isView(value)) {
    needle = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    kind = encodingOf(name);
  } else {
    throw new codes.ERR_INVALID_ARG_TYPE!("value", ["number", "string", "Buffer", "Uint8Array"], value);
  }
  return findBytes(buffer, needle, start, forward, kind === "utf16le" ? 2 : 1);
}

function findByte(buffer: Uint8Array, byte: number, start: number, forward: boolean): number {
  const from = start < 0 ? start + buffer.length : start;
  if (forward) return Uint8Array.prototype.indexOf.call(buffer, byte, Math.max(from, 0));
  if (from < 0) return -1;
  return Uint8Array.prototype.lastIndexOf.call(buffer, byte, Math.min(from, buffer.length - 1));
}

function findBytes(buffer: Uint8Array, needle: Uint8Array, start: number, forward: boolean, step: number): number {
  let from = start < 0 ? start + buffer.length : start;
  if (from < 0) {
    if (!forward) return -1;
    from = 0;
  }
  if (from > buffer.length) {
    if (forward) return needle.length === 0 ? buffer.length : -1;
    from = buffer.length;
  }
  if (needle.length === 0) return from;
  if (buffer.length < needle.length || (forward && from + needle.length > buffer.length)) return -1;
  if (step === 2 && (needle.length < 2 || buffer.length < 2)) return -1;
  const last = buffer.length - needle.length;
  if (forward) return forwardSearch(buffer, needle, from, last, step);
  for (let at = Math.min(from, last); at >= 0; at--) {
    if ((step === 1 || at % 2 === 0) && matchesAt(buffer, needle, at)) return at;
  }
  return -1;
}

const indexOfByte = Uint8Array.prototype.indexOf;

function forwardSearch(buffer: Uint8Array, needle: Uint8Array, from: number, last: number, step: number): number {
  const first = needle[0]!;
  for (let at = indexOfByte.call(buffer, first, from); at !== -1 && at <= last; at = indexOfByte.call(buffer, first, at + 1)) {
    if ((step === 1 || at % 2 === 0) && matchesAt(buffer, needle, at)) return at;
  }
  return -1;
}

function matchesAt(buffer: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let i = 0; i < needle.length; i++) if (buffer[at + i] !== needle[i]) return false;
  return true;
}

/** `buffer.fill(value, offset, end, encoding)`. */
export function fillBytes(buffer: Uint8Array, given: unknown, from: unknown, to: unknown, encoding: unknown): void {
  let value = given;
  let offset = from;
  let end = to;
  let name = encoding;
  if (typeof value === "string") {
    if (offset === undefined || typeof offset === "string") {
      name = offset;
      offset = undefined;
    } else if (typeof end === "string") {
      name = end;
      end = undefined;
    }
    const kind = encodingOf(name);
    if (kind === undefined) {
      if (typeof name === "string") throw new codes.ERR_UNKNOWN_ENCODING!(name);
      throw new codes.ERR_INVALID_ARG_TYPE!("encoding", "string", name);
    }
    if (value.length === 0) value = 0;
    else {
      const bytes = encode(value, kind);
      if (bytes.length === 0) throw new codes.ERR_INVALID_ARG_VALUE!("value", given);
      value = bytes;
    }
  } else if (typeof value === "boolean") value = +value;
  let start = 0;
  let stop = buffer.length;
  if (offset !== undefined) {
    validateRange(offset, "offset", buffer.length);
    start = offset as number;
    if (end !== undefined) {
      validateRange(end, "end", buffer.length);
      stop = end as number;
    }
  }
  if (start >= stop) return;
  if (ArrayBuffer.isView(value)) repeat(buffer, value as Uint8Array, start, stop, given);
  else Uint8Array.prototype.fill.call(buffer, Number(value) & 255, start, stop);
}

function validateRange(value: unknown, name: string, length: number): void {
  validateNumber(value, name, 0, length);
}

function repeat(buffer: Uint8Array, source: Uint8Array, start: number, stop: number, given: unknown): void {
  const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (bytes.length === 0) throw new codes.ERR_INVALID_ARG_VALUE!("value", given);
  const size = stop - start;
  const first = Math.min(bytes.length, size);
  Uint8Array.prototype.set.call(buffer, bytes.subarray(0, first), start);
  // The written part doubles until the range is full.
  for (let done = first; done < size; done *= 2) {
    buffer.copyWithin(start + done, start, start + Math.min(done, size - done));
  }
}
