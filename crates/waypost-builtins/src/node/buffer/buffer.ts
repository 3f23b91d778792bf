// node:buffer. A Buffer is a `Uint8Array` with Node's methods; `Buffer` itself is a function, because
// old packages call it without `new`.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateArray, validateNumber } from "waypost-internal:internal/validators/validators";
import { atob, btoa } from "waypost-internal:web/base64/base64";
import { Blob, File } from "waypost-internal:web/blob/blob";
import { utf8DecodeFatal } from "waypost-internal:web/encoding/encoding";
import { resolveObjectURL } from "waypost-internal:web/url/object_urls";
import { encode, encodingOf, lengthIn, writeText, type Encoding } from "waypost-internal:node/buffer/codec";
import { bufferMethods } from "waypost-internal:node/buffer/methods";
import { numberMethods } from "waypost-internal:node/buffer/numbers";
import { compareBytes } from "waypost-internal:node/buffer/search";
import { transcode } from "waypost-internal:node/buffer/transcode";
import { emitWarning, tellsPendingDeprecations } from "waypost-internal:node/process/warning";
import { inspect } from "waypost-internal:node/util/inspect";
import { isShared } from "waypost-internal:web/shared_array_buffer/shared_array_buffer";

export const kMaxLength: number = 2 ** 53 - 1;
export const kStringMaxLength: number = 536870888;
export const constants: { MAX_LENGTH: number; MAX_STRING_LENGTH: number } = {
  MAX_LENGTH: kMaxLength,
  MAX_STRING_LENGTH: kStringMaxLength,
};

/** How many bytes `inspect` shows; writable through the module's default export. */
export let INSPECT_MAX_BYTES: number = 50;

type BufferSource = string | ArrayLike<unknown> | ArrayBuffer | ArrayBufferView | object;

class FastBuffer extends Uint8Array {}

/** An instance of `Buffer`. */
export interface Buffer extends Uint8Array {
  toString(encoding?: string, start?: number, end?: number): string;
  slice(start?: number, end?: number): Buffer;
  subarray(start?: number, end?: number): Buffer;
  equals(other: Uint8Array): boolean;
  copy(target: Uint8Array, targetStart?: number, start?: number, end?: number): number;
  write(text: string, offset?: number | string, length?: number | string, encoding?: string): number;
  [name: string]: unknown;
}

interface BufferConstructor {
  (value: number | BufferSource, encodingOrOffset?: unknown, length?: unknown): Buffer;
  new (value: number | BufferSource, encodingOrOffset?: unknown, length?: unknown): Buffer;
  prototype: Buffer;
  poolSize: number;
  from(value: BufferSource, encodingOrOffset?: unknown, length?: unknown): Buffer;
  of(...items: number[]): Buffer;
  copyBytesFrom(view: ArrayBufferView, offset?: number, length?: number): Buffer;
  alloc(size: number, fill?: unknown, encoding?: string): Buffer;
  allocUnsafe(size: number): Buffer;
  allocUnsafeSlow(size: number): Buffer;
  isBuffer(value: unknown): value is Buffer;
  isEncoding(name: unknown): boolean;
  byteLength(value: unknown, encoding?: unknown): number;
  compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1;
  concat(list: Uint8Array[], totalLength?: number): Buffer;
}

export const Buffer: BufferConstructor = function Buffer(value: unknown, encodingOrOffset?: unknown, length?: unknown): Buffer {
  warnOfConstructor();
  if (typeof value === "number") {
    if (typeof encodingOrOffset === "string") throw new codes.ERR_INVALID_ARG_TYPE!("string", "string", value);
    return Buffer.alloc(value);
  }
  return Buffer.from(value as BufferSource, encodingOrOffset, length);
} as unknown as BufferConstructor;

let hasWarned = false;

/** Node.js warns of old code only where it is asked to, or where it is no package's, which nobody knows of a bundle. */
function warnOfConstructor(): void {
  if (hasWarned || !tellsPendingDeprecations()) return;
  hasWarned = true;
  const message =
    "Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), " +
    "Buffer.allocUnsafe(), or Buffer.from() methods instead.";
  emitWarning(message, "DeprecationWarning", "DEP0005");
}

Object.defineProperty(Buffer, "name", { value: "Buffer", configurable: true });
const prototype = FastBuffer.prototype as unknown as Buffer;
Buffer.prototype = prototype;
Object.defineProperty(Buffer, "prototype", { writable: false });
Object.defineProperty(prototype, "constructor", { value: Buffer, writable: true, configurable: true, enumerable: false });
Object.setPrototypeOf(Buffer, Uint8Array);
Object.defineProperty(Buffer, Symbol.species, { configurable: true, enumerable: false, get: () => FastBuffer });

/** A Buffer over a part of an ArrayBuffer, sharing its memory. */
export function bufferOver(memory: ArrayBufferLike, offset?: number, length?: number): Buffer {
  return new FastBuffer(memory as ArrayBuffer, offset, length) as unknown as Buffer;
}

/** A Buffer that shares the memory of `bytes`. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return bufferOver(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// Small buffers share one block of memory; each starts at a multiple of eight.
Buffer.poolSize = 8 * 1024;
let pool: ArrayBuffer | undefined;
let poolOffset = 0;

function allocate(size: number): Buffer {
  if (size <= 0) return new FastBuffer() as unknown as Buffer;
  if (size >= Buffer.poolSize >>> 1) return new FastBuffer(size) as unknown as Buffer;
  if (pool === undefined || size > pool.byteLength - poolOffset) {
    pool = new ArrayBuffer(Buffer.poolSize);
    poolOffset = 0;
  }
  const buffer = bufferOver(pool, poolOffset, size);
  poolOffset = (poolOffset + size + 7) & ~7;
  return buffer;
}

function checkSize(size: unknown): asserts size is number {
  validateNumber(size, "size", 0, kMaxLength);
}

function fromText(text: string, name: unknown): Buffer {
  let encoding: Encoding | undefined;
  if (typeof name !== "string" || name.length === 0) encoding = "utf8";
  else {
    encoding = encodingOf(name);
    if (encoding === undefined) throw new codes.ERR_UNKNOWN_ENCODING!(name);
  }
  if (text.length === 0) return new FastBuffer() as unknown as Buffer;
  if (encoding === "base64" || encoding === "base64url" || encoding === "hex" || text.length >= Buffer.poolSize >>> 1) {
    return toBuffer(encode(text, encoding));
  }
  const buffer = allocate(lengthIn(text, encoding));
  writeText(buffer, text, encoding, 0, buffer.length);
  return buffer;
}

function fromList(list: ArrayLike<unknown>): Buffer {
  const buffer = allocate(list.length > 0 ? list.length : 0);
  if (ArrayBuffer.isView(list)) Uint8Array.prototype.set.call(buffer, list as unknown as Uint8Array);
  else for (let i = 0; i < list.length; i++) buffer[i] = list[i] as number;
  return buffer;
}

function fromMemory(memory: ArrayBuffer, byteOffset: unknown, length: unknown): Buffer {
  let offset = 0;
  if (byteOffset !== undefined) {
    offset = +(byteOffset as number);
    if (Number.isNaN(offset)) offset = 0;
  }
  const most = memory.byteLength - offset;
  if (most < 0) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS!("offset");
  // Without a length the view follows the memory's own.
  let size: number | undefined = (memory as { resizable?: boolean }).resizable === true ? undefined : most;
  if (length !== undefined) {
    size = +(length as number);
    if (!(size > 0)) size = 0;
    else if (size > most) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS!("length");
  }
  return bufferOver(memory, offset, size);
}

const bufferLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")!.get as () => number;

function isMemory(value: object): value is ArrayBuffer {
  const { constructor } = value;
  // An inherited prototype or a tag alone makes no ArrayBuffer; only then is the slot asked for.
  if (constructor === ArrayBuffer && Object.getPrototypeOf(value) === ArrayBuffer.prototype) return true;
  const tag = Object.prototype.toString.call(value);
  if (tag === "[object SharedArrayBuffer]") return isShared(value);
  if (tag !== "[object ArrayBuffer]") return false;
  try {
    bufferLength.call(value);
    return true;
  } catch {
    return false;
  }
}

function fromObject(value: object): Buffer | undefined {
  const like = value as { length?: unknown; buffer?: unknown; type?: unknown; data?: unknown };
  if (like.length !== undefined || isMemory((like.buffer ?? {}) as object)) {
    if (typeof like.length !== "number") return new FastBuffer() as unknown as Buffer;
    return fromList(like as ArrayLike<unknown>);
  }
  if (like.type === "Buffer" && Array.isArray(like.data)) return fromList(like.data);
  return undefined;
}

const EXPECTED = ["string", "Buffer", "ArrayBuffer", "Array", "Array-like Object"];

// Functions as Node.js's are, not methods: packages say `new Buffer.alloc(size)` and `new Buffer.from(text)`.
const statics: Omit<BufferConstructor, "prototype" | "poolSize"> = {
  from: function from(value: BufferSource, encodingOrOffset?: unknown, length?: unknown): Buffer {
    if (typeof value === "string") return fromText(value, encodingOrOffset);
    if (typeof value === "object" && value !== null) {
      if (isMemory(value)) return fromMemory(value, encodingOrOffset, length);
      const inner: unknown = value.valueOf && value.valueOf();
      if (inner != null && inner !== value && (typeof inner === "string" || typeof inner === "object")) {
        return Buffer.from(inner as BufferSource, encodingOrOffset, length);
      }
      const made = fromObject(value);
      if (made !== undefined) return made;
      const toPrimitive = (value as Record<symbol, unknown>)[Symbol.toPrimitive];
      if (typeof toPrimitive === "function") {
        const text: unknown = toPrimitive.call(value, "string");
        if (typeof text === "string") return fromText(text, encodingOrOffset);
      }
    }
    throw new codes.ERR_INVALID_ARG_TYPE!("first argument", EXPECTED, value);
  },
  of: function of(...items: number[]): Buffer {
    const buffer = allocate(items.length);
    for (let i = 0; i < items.length; i++) buffer[i] = items[i]!;
    return buffer;
  },
  copyBytesFrom: function copyBytesFrom(view: ArrayBufferView, offset?: number, length?: number): Buffer {
    return copied(view, offset, length);
  },
  alloc: function alloc(size: number, fill?: unknown, encoding?: string): Buffer {
    checkSize(size);
    const buffer = new FastBuffer(size) as unknown as Buffer;
    if (fill !== undefined && fill !== 0 && size > 0) {
      (buffer.fill as (value: unknown, encoding?: string) => Buffer).call(buffer, fill, encoding);
    }
    return buffer;
  },
  allocUnsafe: function allocUnsafe(size: number): Buffer {
    checkSize(size);
    return allocate(size);
  },
  allocUnsafeSlow: function allocUnsafeSlow(size: number): Buffer {
    checkSize(size);
    return new FastBuffer(size) as unknown as Buffer;
  },
  isBuffer: function isBuffer(value: unknown): value is Buffer {
    return value instanceof Buffer;
  },
  isEncoding: function isEncoding(name: unknown): boolean {
    return typeof name === "string" && name.length !== 0 && encodingOf(name) !== undefined;
  },
  byteLength: function byteLength(value: unknown, encoding?: unknown): number {
    if (typeof value !== "string") {
      if (ArrayBuffer.isView(value) || (typeof value === "object" && value !== null && isMemory(value))) {
        return value.byteLength;
      }
      throw new codes.ERR_INVALID_ARG_TYPE!("string", ["string", "Buffer", "ArrayBuffer"], value);
    }
    return lengthIn(value, encodingOf(encoding) ?? "utf8");
  },
  compare: function compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
    if (!(a instanceof Uint8Array)) throw new codes.ERR_INVALID_ARG_TYPE!("buf1", ["Buffer", "Uint8Array"], a);
    if (!(b instanceof Uint8Array)) throw new codes.ERR_INVALID_ARG_TYPE!("buf2", ["Buffer", "Uint8Array"], b);
    return a === b ? 0 : compareBytes(a, b);
  },
  concat: function concat(list: Uint8Array[], totalLength?: number): Buffer {
    return concatenated(list, totalLength);
  },
} as Omit<BufferConstructor, "prototype" | "poolSize">;
Object.assign(Buffer, statics);

function copied(view: ArrayBufferView, offset?: number, length?: number): Buffer {
  if (!ArrayBuffer.isView(view) || view instanceof DataView) throw new codes.ERR_INVALID_ARG_TYPE!("view", ["TypedArray"], view);
  let source = view as Uint8Array;
  if (source.length === 0) return Buffer.alloc(0);
  if (offset !== undefined || length !== undefined) {
    const start = offset ?? 0;
    validateWhole(start, "offset");
    if (start >= source.length) return Buffer.alloc(0);
    let end = source.length;
    if (length !== undefined) {
      validateWhole(length, "length");
      end = start + length;
    }
    source = source.slice(start, end);
  }
  return fromList(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
}

function validateWhole(value: unknown, name: string): void {
  validateNumber(value, name);
  if (!Number.isInteger(value)) throw new codes.ERR_OUT_OF_RANGE!(name, "an integer", value);
  if ((value as number) < 0) throw new codes.ERR_OUT_OF_RANGE!(name, `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, value);
}

const typedLength = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, "length")!.get!;

/** The length that bytes have, whatever a property of theirs says. */
function lengthOf(bytes: Uint8Array): number {
  return Reflect.apply(typedLength, bytes, []) as number;
}

function concatenated(list: Uint8Array[], totalLength?: number): Buffer {
  validateArray(list, "list");
  if (list.length === 0) return new FastBuffer() as unknown as Buffer;
  let size = totalLength as number;
  if (totalLength === undefined) {
    size = 0;
    for (const part of list) if (part && part.length) size += part instanceof Uint8Array ? lengthOf(part) : part.length;
  } else validateWhole(totalLength, "length");
  const buffer = Buffer.allocUnsafe(size);
  let at = 0;
  for (let i = 0; i < list.length; i++) {
    const part = list[i]!;
    if (!(part instanceof Uint8Array)) {
      throw new codes.ERR_INVALID_ARG_TYPE!(`list[${i}]`, ["Buffer", "Uint8Array"], part);
    }
    const room = size - at;
    const length = lengthOf(part);
    if (length > room) {
      Uint8Array.prototype.set.call(buffer, new Uint8Array(part.buffer, part.byteOffset, room), at);
      at = size;
      break;
    }
    Uint8Array.prototype.set.call(buffer, part, at);
    at += length;
  }
  // The block of the pool is not always new: what no part filled is zero.
  if (at < size) Uint8Array.prototype.fill.call(buffer, 0, at, size);
  return buffer;
}

/** Puts methods on the prototype as `class` would: not enumerable in `for in`, as methods of Buffer are in Node. */
function define(methods: Record<string, unknown>): void {
  for (const name of Object.keys(methods)) {
    Object.defineProperty(prototype, name, { value: methods[name], writable: true, configurable: true, enumerable: true });
  }
}
define(numberMethods());
define(bufferMethods());

Object.defineProperties(prototype, {
  parent: {
    enumerable: true,
    get(this: Buffer): unknown {
      return this instanceof Buffer ? this.buffer : undefined;
    },
  },
  offset: {
    enumerable: true,
    get(this: Buffer): unknown {
      return this instanceof Buffer ? this.byteOffset : undefined;
    },
  },
  [inspect.custom]: { value: bufferMethods().inspect, writable: true, configurable: true, enumerable: false },
});

/** The unpooled allocation of old code. */
export function SlowBuffer(length: number): Buffer {
  if (+length !== length) length = 0;
  return Buffer.allocUnsafeSlow(+length);
}
Object.setPrototypeOf(SlowBuffer.prototype as object, Uint8Array.prototype);
Object.setPrototypeOf(SlowBuffer, Uint8Array);

function bytesOf(value: unknown): Uint8Array {
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  if ((memory as { detached?: boolean } | null)?.detached === true) {
    throw new codes.ERR_INVALID_STATE!("Cannot validate on a detached buffer");
  }
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === "object" && value !== null && isMemory(value)) return new Uint8Array(value);
  throw new codes.ERR_INVALID_ARG_TYPE!("input", ["ArrayBuffer", "Buffer", "TypedArray"], value);
}

export function isUtf8(input: ArrayBuffer | ArrayBufferView): boolean {
  return utf8DecodeFatal(bytesOf(input), true) !== undefined;
}

export function isAscii(input: ArrayBuffer | ArrayBufferView): boolean {
  return bytesOf(input).every((byte) => byte < 128);
}

const moduleExports = {
  Buffer,
  SlowBuffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  constants,
  get INSPECT_MAX_BYTES(): number {
    return INSPECT_MAX_BYTES;
  },
  set INSPECT_MAX_BYTES(value: number) {
    validateNumber(value, "INSPECT_MAX_BYTES", 0);
    INSPECT_MAX_BYTES = value;
  },
  get Blob(): unknown {
    return Blob;
  },
  get File(): unknown {
    return File;
  },
  get atob(): unknown {
    return atob;
  },
  get btoa(): unknown {
    return btoa;
  },
  get resolveObjectURL(): unknown {
    return resolveObjectURL;
  },
};

export { atob, btoa, Blob, File, transcode, resolveObjectURL };
export default moduleExports;
