// node:buffer: the methods of a Buffer that do not read or write numbers.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateInteger, validateNumber, validateString } from "waypost-internal:internal/validators/validators";
import { INSPECT_MAX_BYTES, bufferOver, kStringMaxLength, type Buffer } from "waypost-internal:node/buffer/buffer";
import { decode, encodingOf, writeText, type Encoding } from "waypost-internal:node/buffer/codec";
import { compareBytes, fillBytes, findIn } from "waypost-internal:node/buffer/search";
import { inspect } from "waypost-internal:node/util/inspect";

type Bytes = Uint8Array;
type Method = (this: Buffer, ...args: never[]) => unknown;

function view(bytes: Bytes, start: number, end: number): Bytes {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

function toText(this: Bytes, name?: string, start?: number, end?: number): string {
  const length = this.length;
  if (arguments.length === 0 && length <= kStringMaxLength) return decode(this, "utf8");
  let from = 0;
  let to = length;
  if (start !== undefined && !(start <= 0)) {
    if (start >= length) return "";
    from = Math.trunc(start) || 0;
  }
  if (end !== undefined && !(end > length)) to = Math.trunc(end) || 0;
  if (to <= from) return "";
  const encoding = name === undefined ? "utf8" : encodingOf(String(name) || "?");
  if (encoding === undefined) throw new codes.ERR_UNKNOWN_ENCODING!(String(name));
  if (to - from > kStringMaxLength) throw new codes.ERR_STRING_TOO_LONG!();
  return decode(from === 0 && to === length ? this : view(this, from, to), encoding);
}

function writeMethod(this: Bytes, text: string, offset?: number | string, length?: number | string, name?: string): number {
  let at = 0;
  let room = this.length;
  let encodingName: unknown = name;
  if (offset === undefined) {
    // The whole buffer, as UTF-8.
  } else if (length === undefined && typeof offset === "string") {
    encodingName = offset;
  } else {
    validateInteger(offset, "offset", 0, this.length);
    at = offset;
    const left = this.length - at;
    if (length === undefined) room = left;
    else if (typeof length === "string") {
      encodingName = length;
      room = left;
    } else {
      validateInteger(length, "length", 0, this.length);
      room = Math.min(length, left);
    }
  }
  if (typeof text !== "string") throw new codes.ERR_INVALID_ARG_TYPE!("argument", "string", text);
  const encoding = encodingName ? encodingOf(encodingName) : "utf8";
  if (encoding === undefined) throw new codes.ERR_UNKNOWN_ENCODING!(String(encodingName));
  return writeText(this, text, encoding, at, room);
}

/** An offset of `slice`: negative ones count from the end. */
function clampOffset(given: unknown, length: number): number {
  const offset = Math.trunc(given as number);
  if (offset === 0 || Number.isNaN(offset)) return 0;
  if (offset < 0) return Math.max(offset + length, 0);
  return Math.min(offset, length);
}

function part(this: Bytes, start?: number, end?: number): Buffer {
  const length = this.length;
  const from = clampOffset(start, length);
  const to = end === undefined ? length : clampOffset(end, length);
  return bufferOver(this.buffer, this.byteOffset + from, to > from ? to - from : 0);
}

function toInteger(value: unknown, fallback: number): number {
  const number = Math.trunc(+(value as number));
  return Number.isNaN(number) ? fallback : number;
}

function copy(this: Bytes, target: Bytes, targetStart?: number, start?: number, end?: number): number {
  if (!(this instanceof Uint8Array)) throw new codes.ERR_INVALID_ARG_TYPE!("source", ["Buffer", "Uint8Array"], this);
  if (!ArrayBuffer.isView(target)) throw new codes.ERR_INVALID_ARG_TYPE!("target", ["Buffer", "Uint8Array"], target);
  let to = 0;
  if (targetStart !== undefined) {
    to = toInteger(targetStart, 0);
    if (to < 0) throw new codes.ERR_OUT_OF_RANGE!("targetStart", ">= 0", to);
  }
  let from = 0;
  if (start !== undefined) {
    from = toInteger(start, 0);
    if (from < 0 || from > this.length) throw new codes.ERR_OUT_OF_RANGE!("sourceStart", `>= 0 && <= ${this.length}`, from);
  }
  let stop = this.length;
  if (end !== undefined) {
    stop = toInteger(end, 0);
    if (stop < 0) throw new codes.ERR_OUT_OF_RANGE!("sourceEnd", ">= 0", stop);
  }
  const room = target.byteLength - to;
  if (room <= 0 || from >= stop) return 0;
  const count = Math.min(stop - from, room, this.length - from);
  if (count <= 0) return 0;
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  bytes.set(view(this, from, from + count), to);
  return count;
}

function compare(this: Bytes, target: Bytes, targetStart?: number, targetEnd?: number, start?: number, end?: number): number {
  if (!(target instanceof Uint8Array)) throw new codes.ERR_INVALID_ARG_TYPE!("target", ["Buffer", "Uint8Array"], target);
  if (arguments.length === 1) return compareBytes(this, target);
  const t0 = offsetArgument(targetStart, "targetStart", 0, undefined);
  const t1 = offsetArgument(targetEnd, "targetEnd", target.length, target.length);
  const s0 = offsetArgument(start, "sourceStart", 0, undefined);
  const s1 = offsetArgument(end, "sourceEnd", this.length, this.length);
  if (s0 >= s1) return t0 >= t1 ? 0 : -1;
  if (t0 >= t1) return 1;
  return compareBytes(view(this, s0, s1), view(target, t0, t1));
}

function offsetArgument(value: unknown, name: string, fallback: number, max: number | undefined): number {
  if (value === undefined) return fallback;
  validateInteger(value, name, 0, max);
  return value;
}

function equals(this: Bytes, other: Bytes): boolean {
  if (!(other instanceof Uint8Array)) throw new codes.ERR_INVALID_ARG_TYPE!("otherBuffer", ["Buffer", "Uint8Array"], other);
  if (this === other) return true;
  return this.byteLength === other.byteLength && compareBytes(this, other) === 0;
}

function swapper(size: 2 | 4 | 8): Method {
  return function (this: Buffer): Buffer {
    if (this.length % size !== 0) throw new codes.ERR_INVALID_BUFFER_SIZE!(`${size * 8}-bits`);
    for (let at = 0; at < this.length; at += size) {
      for (let i = 0; i < size / 2; i++) {
        const low = this[at + i]!;
        this[at + i] = this[at + size - 1 - i]!;
        this[at + size - 1 - i] = low;
      }
    }
    return this;
  } as Method;
}

function toJSON(this: Bytes): { type: "Buffer"; data: number[] } {
  return { type: "Buffer", data: Array.from(this) };
}

const INDEX = /^(?:0|[1-9]\d*)$/;

function inspectBuffer(this: Bytes, _depth: number, options?: { showHidden?: boolean }): string {
  const shown = Math.min(INSPECT_MAX_BYTES, this.length);
  let text = Array.from(view(this, 0, shown), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const left = this.length - shown;
  if (left > 0) text += ` ... ${left} more byte${left > 1 ? "s" : ""}`;
  if (options) {
    const keys = Reflect.ownKeys(this).filter(
      (key) =>
        (typeof key === "symbol" || !INDEX.test(key)) &&
        (options.showHidden || Object.prototype.propertyIsEnumerable.call(this, key)),
    );
    if (keys.length > 0) {
      const extras: Record<PropertyKey, unknown> = Object.create(null) as Record<PropertyKey, unknown>;
      for (const key of keys) extras[key] = (this as unknown as Record<PropertyKey, unknown>)[key];
      if (this.length !== 0) text += ", ";
      // What stands between "[Object: null prototype] { " and " }".
      text += inspect(extras, { ...options, breakLength: Infinity, compact: true }).slice(27, -2);
    }
  }
  let name = "Buffer";
  try {
    const { constructor } = this as { constructor?: { name?: string } };
    if (constructor) name = constructor.name || name;
  } catch {
    // A getter of the user's; the plain name does.
  }
  return `<${name} ${text}>`;
}

function slicer(encoding: Encoding): Method {
  return function (this: Bytes, start: number = 0, end: number = this.length): string {
    checkSliceOffset(start, this.length);
    checkSliceOffset(end, this.length);
    return end <= start ? "" : decode(view(this, Math.trunc(start), Math.trunc(end)), encoding);
  } as Method;
}

function checkSliceOffset(offset: number, length: number): void {
  if (offset < 0 || offset > length) throw nodeError(RangeError, "ERR_OUT_OF_RANGE", "Index out of range");
}

function writer(encoding: Encoding): Method {
  return function (this: Bytes, text: string, offset: number = 0, length: number = this.length - offset): number {
    validateString(text, "argument");
    validateNumber(offset, "offset");
    if (offset < 0 || offset > this.length) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS!("offset");
    if (length < 0 || length > this.length - offset) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS!("length");
    return writeText(this, text, encoding, offset, length);
  } as Method;
}

const ENCODINGS: readonly Encoding[] = ["utf8", "latin1", "ascii", "hex", "base64", "base64url"];

/** The methods by name. */
export function bufferMethods(): Record<string, unknown> {
  const methods: Record<string, unknown> = {
    toString: toText,
    toLocaleString: toText,
    write: writeMethod,
    // As in Node.js, what is no Buffer stays none.
    slice(this: Bytes, start?: number, end?: number): unknown {
      return (this as unknown as Uint8Array).subarray(start, end);
    },
    subarray: part,
    copy,
    compare,
    equals,
    indexOf(this: Bytes, value: unknown, byteOffset?: unknown, encoding?: unknown): number {
      return findIn(this, value, byteOffset, encoding, true);
    },
    lastIndexOf(this: Bytes, value: unknown, byteOffset?: unknown, encoding?: unknown): number {
      return findIn(this, value, byteOffset, encoding, false);
    },
    includes(this: Bytes, value: unknown, byteOffset?: unknown, encoding?: unknown): boolean {
      return findIn(this, value, byteOffset, encoding, true) !== -1;
    },
    fill(this: Bytes, value: unknown, offset?: unknown, end?: unknown, encoding?: unknown): Bytes {
      fillBytes(this, value, offset, end, encoding);
      return this;
    },
    swap16: swapper(2),
    swap32: swapper(4),
    swap64: swapper(8),
    toJSON,
    inspect: inspectBuffer,
    ucs2Slice: slicer("utf16le"),
    ucs2Write: writer("utf16le"),
  };
  for (const encoding of ENCODINGS) {
    methods[`${encoding}Slice`] = slicer(encoding);
    methods[`${encoding}Write`] = writer(encoding);
  }
  for (const name of ["toString", "write", "slice", "subarray", "inspect"]) {
    Object.defineProperty(methods[name], "name", { value: name });
  }
  return methods;
}
