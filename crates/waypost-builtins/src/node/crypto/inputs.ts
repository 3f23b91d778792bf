// What the functions of node:crypto take, as bytes, with the errors Node.js has for anything else.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { bytesOf, isAnyArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { decode, encode, encodingOf } from "waypost-internal:node/buffer/codec";
import { canonicalHash } from "waypost-internal:node/crypto/algorithms";
import { utf8Encode } from "waypost-internal:web/encoding/utf8";

export type Input = string | ArrayBuffer | ArrayBufferView;
export type Callback<T> = (error: Error | null, value?: T) => void;

/** What most arguments may be. */
export const INPUT_TYPES: string[] = ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"];

/** A string in an encoding, or bytes. */
export function inputBytes(value: unknown, name: string, encoding?: unknown, expected: string[] = INPUT_TYPES): Uint8Array {
  const bytes = asBytes(value, encoding);
  if (bytes === undefined) throw new codes.ERR_INVALID_ARG_TYPE!(name, expected, value);
  return bytes;
}

/** The same; undefined for anything else. */
export function asBytes(value: unknown, encoding?: unknown): Uint8Array | undefined {
  if (typeof value === "string") return textBytes(value, encoding);
  if (ArrayBuffer.isView(value) || isAnyArrayBuffer(value)) return bytesOf(value);
  return undefined;
}

/** A string in an encoding. One that is not known means UTF-8, as "buffer" does. */
export function textBytes(text: string, encoding: unknown): Uint8Array {
  const known = encoding === undefined || encoding === null ? "utf8" : (encodingOf(encoding) ?? "utf8");
  return known === "utf8" ? utf8Encode(text) : encode(text, known);
}

/** Bytes as a Buffer, or as text in an encoding. */
export function present(bytes: Uint8Array, encoding: unknown): string | Buffer {
  if (encoding === undefined || encoding === null || encoding === "buffer") return toBuffer(bytes);
  const known = encodingOf(encoding);
  if (known === undefined) throw new codes.ERR_UNKNOWN_ENCODING!(encoding as string);
  return decode(bytes, known);
}

/** The op's name of a hash, or the error of most functions. */
export function digestOf(name: string): string {
  const canonical = canonicalHash(name);
  if (canonical === undefined) throw new codes.ERR_CRYPTO_INVALID_DIGEST!(name);
  return canonical;
}

/** Hands the result of work on another thread to a callback, in a turn of its own. */
export function settle<T, R = T>(work: Promise<T>, callback: Callback<R>, convert?: (value: T) => R): void {
  void settleLater(work, callback as Callback<unknown>, convert);
}

async function settleLater<T, R>(work: Promise<T>, callback: Callback<unknown>, convert: ((value: T) => R) | undefined): Promise<void> {
  let result: unknown;
  try {
    const value = await work;
    result = convert === undefined ? value : convert(value);
  } catch (error) {
    setImmediate(callback as never, error);
    return;
  }
  setImmediate(callback as never, null, result);
}

/** An error with a code whose message needs no table. */
export function coded(base: ErrorConstructor, code: string, message: string): Error {
  return nodeError(base as never, code, message);
}

/** The number that these bytes are, and the other way around. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toHex()}`);
}

export function fromBigInt(number: bigint, name: string): Uint8Array {
  if (number < 0n) throw new codes.ERR_OUT_OF_RANGE!(name, ">= 0", number);
  const digits = number.toString(16);
  return Uint8Array.fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
}
