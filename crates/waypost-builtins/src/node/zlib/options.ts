// node:zlib: what a codec may be given, checked as Node checks it.

import { codes as errors } from "waypost-internal:internal/errors/errors";
import { isAnyArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { kMaxLength } from "waypost-internal:node/buffer/buffer";

export interface ZlibOptions {
  flush?: number;
  finishFlush?: number;
  chunkSize?: number;
  windowBits?: number;
  level?: number;
  memLevel?: number;
  strategy?: number;
  dictionary?: unknown;
  info?: boolean;
  maxOutputLength?: number;
  params?: Record<string, unknown>;
  pledgedSrcSize?: number;
  rejectGarbageAfterEnd?: boolean;
  [name: string]: unknown;
}

/** True for a finite number, false for none; anything else is an error. */
function isFiniteNumber(value: unknown, name: string): value is number {
  if (value === undefined || Number.isNaN(value)) return false;
  if (typeof value === "number" && Number.isFinite(value)) return true;
  if (typeof value !== "number") throw new errors.ERR_INVALID_ARG_TYPE!(name, "number", value);
  throw new errors.ERR_OUT_OF_RANGE!(name, "a finite number", value);
}

export function numberIn(value: unknown, name: string, least: number, most: number, usual: number): number {
  if (!isFiniteNumber(value, name)) return usual;
  if (value < least || value > most) throw new errors.ERR_OUT_OF_RANGE!(name, `>= ${least} and <= ${most}`, value);
  return value;
}

/** The bytes of an option; null when there is none. */
export function dictionaryOf(value: unknown): Uint8Array | null {
  if (value === undefined || value === null) return null;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (isAnyArrayBuffer(value)) {
    return new Uint8Array(value);
  }
  throw new errors.ERR_INVALID_ARG_TYPE!("options.dictionary", ["Buffer", "TypedArray", "DataView", "ArrayBuffer"], value);
}

/** What every codec has. */
export interface CommonSettings {
  chunkSize: number;
  flush: number;
  finishFlush: number;
  maxOutputLength: number;
}

/** How a family of codecs names its kinds of flush. */
export interface FlushKinds {
  flush: number;
  finishFlush: number;
  /** What `flush()` means without a kind. */
  full: number;
  most: number;
}

export function commonSettings(options: ZlibOptions, kinds: FlushKinds): CommonSettings {
  const chunkSize = isFiniteNumber(options.chunkSize, "options.chunkSize") ? options.chunkSize : 16384;
  if (chunkSize < 64) throw new errors.ERR_OUT_OF_RANGE!("options.chunkSize", ">= 64", chunkSize);
  return {
    chunkSize,
    flush: numberIn(options.flush, "options.flush", 0, kinds.most, kinds.flush),
    finishFlush: numberIn(options.finishFlush, "options.finishFlush", 0, kinds.most, kinds.finishFlush),
    maxOutputLength: numberIn(options.maxOutputLength, "options.maxOutputLength", 1, kMaxLength, kMaxLength),
  };
}

/** `[windowBits, level, memLevel, strategy]` for one of Node's modes. */
export function deflateNumbers(mode: number, options: ZlibOptions): Int32Array {
  const isDecoder = mode === 2 || mode === 4 || mode === 7;
  const { windowBits } = options;
  const leastBits = mode === 3 ? 9 : 8;
  const bits =
    isDecoder && (windowBits === undefined || windowBits === null || windowBits === 0) ? 0 : numberIn(windowBits, "options.windowBits", leastBits, 15, 15);
  return Int32Array.of(
    bits,
    numberIn(options.level, "options.level", -1, 9, -1),
    numberIn(options.memLevel, "options.memLevel", 1, 9, 8),
    numberIn(options.strategy, "options.strategy", 0, 4, 0),
  );
}

/** Keys and values of `params` by turns; `most` is the greatest key there is. */
export function parameterNumbers(params: unknown, isKnown: (key: number) => boolean, code: string): number[] {
  const numbers: number[] = [];
  for (const [name, value] of Object.entries((params as Record<string, unknown> | undefined) ?? {})) {
    const key = Number(name);
    if (Number.isNaN(key) || !isKnown(key) || numbers.some((held, index) => index % 2 === 0 && held === key)) {
      throw new errors[code]!(name);
    }
    if (typeof value !== "number" && typeof value !== "boolean") {
      throw new errors.ERR_INVALID_ARG_TYPE!("options.params[key]", "number", value);
    }
    numbers.push(key, Number(value));
  }
  return numbers;
}
