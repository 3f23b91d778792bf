// Web IDL conversions: from any JavaScript value to the type an interface declares.
// https://webidl.spec.whatwg.org/#es-type-mapping
//
// Each converter answers at once for a value that already has its type: that is the usual case.

import { codedTypeError } from "waypost-internal:internal/web_interface/web_interface";
import { isShared } from "waypost-internal:web/shared_array_buffer/shared_array_buffer";

/** https://webidl.spec.whatwg.org/#es-DOMString */
export function DOMString(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "symbol") throw new TypeError("Cannot convert a Symbol value to a string");
  return String(value);
}

/** https://webidl.spec.whatwg.org/#es-USVString */
export function USVString(value: unknown): string {
  const text = typeof value === "string" ? value : DOMString(value);
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** https://webidl.spec.whatwg.org/#es-ByteString */
export function ByteString(value: unknown): string {
  const text = DOMString(value);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 255) {
      throw new TypeError(
        `Cannot convert argument to a ByteString because the character at index ${i} has a value of ${unit} which is greater than 255.`,
      );
    }
  }
  return text;
}

/** What an integer conversion does with a value outside its range. */
export type OutOfRange = "wrap" | "enforce" | "clamp";

/** https://webidl.spec.whatwg.org/#abstract-opdef-converttoint */
function toInteger(value: unknown, bits: number, signed: boolean, mode: OutOfRange): number {
  const max = bits === 64 ? Number.MAX_SAFE_INTEGER : 2 ** (signed ? bits - 1 : bits) - 1;
  const min = signed ? -max - (bits === 64 ? 0 : 1) : 0;
  let number = +(value as number);
  if (mode === "enforce") {
    const whole = Math.trunc(number);
    if (!(whole >= min && whole <= max)) {
      throw new TypeError(`${String(value)} is outside the range ${min} to ${max}`);
    }
    return whole + 0;
  }
  if (mode === "clamp") {
    if (Number.isNaN(number)) return 0;
    number = Math.min(Math.max(number, min), max);
    return roundHalfToEven(number);
  }
  if (!Number.isFinite(number)) return 0;
  number = Math.trunc(number) + 0;
  if (number >= min && number <= max) return number;
  const whole = signed ? BigInt.asIntN(bits, BigInt(number)) : BigInt.asUintN(bits, BigInt(number));
  return Number(whole);
}

function roundHalfToEven(number: number): number {
  const floor = Math.floor(number);
  const rest = number - floor;
  if (rest < 0.5) return floor + 0;
  if (rest > 0.5) return floor + 1;
  return (floor % 2 === 0 ? floor : floor + 1) + 0;
}

/** `octet` */
export function octet(value: unknown, mode: OutOfRange = "wrap"): number {
  return toInteger(value, 8, false, mode);
}

/** `unsigned short` */
export function unsignedShort(value: unknown, mode: OutOfRange = "wrap"): number {
  return toInteger(value, 16, false, mode);
}

/** `long` */
export function long(value: unknown, mode: OutOfRange = "wrap"): number {
  return mode === "wrap" ? +(value as number) | 0 : toInteger(value, 32, true, mode);
}

/** `unsigned long` */
export function unsignedLong(value: unknown, mode: OutOfRange = "wrap"): number {
  return mode === "wrap" ? +(value as number) >>> 0 : toInteger(value, 32, false, mode);
}

/** `long long` */
export function longLong(value: unknown, mode: OutOfRange = "wrap"): number {
  return toInteger(value, 64, true, mode);
}

/** `unsigned long long` */
export function unsignedLongLong(value: unknown, mode: OutOfRange = "wrap"): number {
  return toInteger(value, 64, false, mode);
}

/** `double`: a finite number. */
export function double(value: unknown): number {
  const number = +(value as number);
  if (!Number.isFinite(number)) throw new TypeError(`${String(value)} is not a finite floating-point value`);
  return number;
}

/** Whether the value is an object in the sense of the language. */
export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** https://webidl.spec.whatwg.org/#es-sequence: every item of an iterable object, converted. */
export function sequence<T>(value: unknown, convert: (item: unknown) => T, what: string): T[] {
  if (!isObject(value)) throw codedTypeError("ERR_INVALID_ARG_TYPE", `${what} is not iterable.`);
  const method = (value as { [Symbol.iterator]?: unknown })[Symbol.iterator];
  if (typeof method !== "function") throw codedTypeError("ERR_INVALID_ARG_TYPE", `${what} is not iterable.`);
  return sequenceOf(value, method as () => Iterator<unknown>, convert);
}

/** The items of an iterable whose iterator method is already at hand: it is read only once. */
export function sequenceOf<T>(
  value: object,
  method: () => Iterator<unknown>,
  convert: (item: unknown) => T,
): T[] {
  const items: T[] = [];
  const once: Iterable<unknown> = { [Symbol.iterator]: () => method.call(value) };
  for (const item of once) items.push(convert(item));
  return items;
}

/** https://webidl.spec.whatwg.org/#es-record: own enumerable properties in order, converted. */
export function record<T>(
  value: object,
  convertKey: (key: unknown) => string,
  convertValue: (item: unknown) => T,
): Map<string, T> {
  const entries = new Map<string, T>();
  for (const key of Reflect.ownKeys(value)) {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    if (property?.enumerable !== true) continue;
    const name = convertKey(key);
    entries.set(name, convertValue((value as Record<PropertyKey, unknown>)[key]));
  }
  return entries;
}

/** https://webidl.spec.whatwg.org/#es-enumeration */
export function enumeration(value: unknown, allowed: readonly string[], what: string): string {
  const text = DOMString(value);
  if (allowed.includes(text)) return text;
  throw codedTypeError("ERR_INVALID_ARG_VALUE", `'${text}' is not a valid enum value of type ${what}.`);
}

/** Whether the value is an `ArrayBuffer`, a `SharedArrayBuffer` or a view on one. */
export function isBufferSource(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return ArrayBuffer.isView(value) || isAnyArrayBuffer(value);
}

const toStringTag = Object.prototype.toString;
const bufferLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")!.get!;

/** Whether the value is an `ArrayBuffer` of any realm, detached or not. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return hasSlot(value, bufferLength);
}

/** Whether the value is a `SharedArrayBuffer` of any realm. */
export function isSharedArrayBuffer(value: unknown): value is SharedArrayBuffer {
  // The tag first: the constructor is loaded for what may be one.
  if (typeof value !== "object" || value === null) return false;
  return toStringTag.call(value) === "[object SharedArrayBuffer]" && isShared(value);
}

/** Whether the value is an `ArrayBuffer` or a `SharedArrayBuffer`. */
export function isAnyArrayBuffer(value: unknown): value is ArrayBuffer | SharedArrayBuffer {
  return isArrayBuffer(value) || isSharedArrayBuffer(value);
}

function hasSlot(value: unknown, getter: () => number): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    getter.call(value);
    return true;
  } catch {
    return false;
  }
}

/** The bytes of a buffer source as a view on the same memory; a detached one has none. */
export function bytesOf(value: ArrayBuffer | SharedArrayBuffer | ArrayBufferView): Uint8Array {
  if (!ArrayBuffer.isView(value)) return isDetached(value) ? new Uint8Array(0) : new Uint8Array(value);
  if (value instanceof Uint8Array && value.constructor === Uint8Array) return value;
  if (isDetached(value.buffer)) return new Uint8Array(0);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

function isDetached(buffer: ArrayBufferLike): boolean {
  return (buffer as ArrayBuffer).detached === true;
}

/** https://webidl.spec.whatwg.org/#BufferSource: its bytes, or a `TypeError` naming the argument. */
export function bufferSource(value: unknown, what: string): Uint8Array {
  // Shared memory is for those who ask for it: [AllowShared].
  if (ArrayBuffer.isView(value) ? isArrayBuffer(value.buffer) : isArrayBuffer(value)) return bytesOf(value as ArrayBuffer);
  throw codedTypeError(
    "ERR_INVALID_ARG_TYPE",
    `${what} must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`,
  );
}
