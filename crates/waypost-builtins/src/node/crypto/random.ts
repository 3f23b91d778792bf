// The random functions of node:crypto. https://nodejs.org/api/crypto.html#cryptorandombytessize-callback

import { codes } from "waypost-internal:internal/errors/errors";
import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { validateBoolean, validateFunction, validateNumber, validateObject } from "waypost-internal:internal/validators/validators";
import { bytesOf, isAnyArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import * as pool from "waypost-internal:web/crypto/random";

const MAX_SIZE = 2 ** 31 - 1;
/** The widest range of `randomInt`. */
const MAX_RANGE = 2 ** 48 - 1;
/** Above this many bytes a call with a callback works off the JavaScript thread. */
const INLINE_LIMIT = 65536;

type Callback<T> = (error: Error | null, value?: T) => void;
type Filled = ArrayBuffer | ArrayBufferView;

export function randomBytes(size: number): Buffer;
export function randomBytes(size: number, callback: Callback<Buffer>): void;
export function randomBytes(size: number, callback?: Callback<Buffer>): Buffer | undefined {
  validateNumber(size, "size", 0, MAX_SIZE);
  if (callback === undefined) return toBuffer(pool.randomBytes(Math.trunc(size)));
  validateFunction(callback, "callback");
  deliver(Math.trunc(size), (bytes) => callback(null, toBuffer(bytes)));
  return undefined;
}

/** Makes bytes and hands them over in a turn of their own. */
function deliver(size: number, done: (bytes: Uint8Array) => void): void {
  if (size <= INLINE_LIMIT) setImmediate(done as () => void, pool.randomBytes(size));
  else void deliverLarge(size, done);
}

async function deliverLarge(size: number, done: (bytes: Uint8Array) => void): Promise<void> {
  const bytes = await pool.randomBytesLater(size);
  setImmediate(done as () => void, bytes);
}

export function randomFillSync<T extends Filled>(buffer: T, offset: number = 0, size?: number): T {
  const target = window(buffer, offset, size);
  if (target.length > 0) pool.randomFill(target);
  return buffer;
}

export function randomFill<T extends Filled>(buffer: T, ...rest: unknown[]): void {
  if (!ArrayBuffer.isView(buffer) && !isAnyArrayBuffer(buffer)) throw notFillable(buffer);
  const callback = rest.find((argument) => typeof argument === "function") as Callback<T> | undefined;
  const [offset, size] = rest.filter((argument) => typeof argument !== "function") as [number?, number?];
  validateFunction(callback, "callback");
  const target = window(buffer, offset ?? 0, size);
  deliver(target.length, (bytes) => {
    target.set(bytes);
    callback!(null, buffer);
  });
}

function notFillable(buffer: unknown): Error {
  return new codes.ERR_INVALID_ARG_TYPE!("buf", ["ArrayBuffer", "ArrayBufferView"], buffer);
}

/** The bytes to fill. Offset and size count in elements of the buffer. */
function window(buffer: unknown, offset: number, size: number | undefined): Uint8Array {
  if (!ArrayBuffer.isView(buffer) && !isAnyArrayBuffer(buffer)) throw notFillable(buffer);
  const element = (buffer as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
  const bytes = bytesOf(buffer);
  validateNumber(offset, "offset");
  const start = offset * element;
  if (!(start >= 0 && start <= bytes.length)) {
    throw new codes.ERR_OUT_OF_RANGE!("offset", `>= 0 && <= ${bytes.length}`, start);
  }
  if (size === undefined) return bytes.subarray(start);
  validateNumber(size, "size");
  const length = size * element;
  if (!(length >= 0 && length <= MAX_SIZE)) throw new codes.ERR_OUT_OF_RANGE!("size", `>= 0 && <= ${MAX_SIZE}`, length);
  if (start + length > bytes.length) {
    throw new codes.ERR_OUT_OF_RANGE!("size + offset", `<= ${bytes.length}`, start + length);
  }
  return bytes.subarray(start, start + length);
}

export function randomInt(max: number): number;
export function randomInt(min: number, max: number): number;
export function randomInt(min: number, max: number, callback: Callback<number>): void;
export function randomInt(first: number, second?: number | Callback<number>, third?: Callback<number>): number | undefined {
  const isMinGiven = second !== undefined && typeof second !== "function";
  const min = isMinGiven ? first : 0;
  const max = isMinGiven ? (second as number) : first;
  const callback = isMinGiven ? third : second;
  if (callback !== undefined) validateFunction(callback, "callback");
  if (!Number.isSafeInteger(min)) throw new codes.ERR_INVALID_ARG_TYPE!("min", "a safe integer", min);
  if (!Number.isSafeInteger(max)) throw new codes.ERR_INVALID_ARG_TYPE!("max", "a safe integer", max);
  if (max <= min) throw new codes.ERR_OUT_OF_RANGE!("max", `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (range > MAX_RANGE) throw new codes.ERR_OUT_OF_RANGE!(isMinGiven ? "max - min" : "max", `<= ${MAX_RANGE}`, range);
  const value = min + below(range);
  if (callback === undefined) return value;
  setImmediate(callback as () => void, null, value);
  return undefined;
}

/** An even choice: what would make low numbers likelier is thrown again. */
function below(range: number): number {
  const limit = 2 ** 48 - (2 ** 48 % range);
  for (;;) {
    const b = pool.randomBytes(6);
    const high = (b[0]! << 16) | (b[1]! << 8) | b[2]!;
    const low = (b[3]! << 16) | (b[4]! << 8) | b[5]!;
    const value = high * 2 ** 24 + low;
    if (value < limit) return value % range;
  }
}

export function randomUUID(options?: { disableEntropyCache?: boolean }): string {
  if (options !== undefined) {
    validateObject(options, "options");
    const { disableEntropyCache } = options;
    if (disableEntropyCache !== undefined) validateBoolean(disableEntropyCache, "options.disableEntropyCache");
  }
  return pool.randomUUID();
}
