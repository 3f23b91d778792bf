// Keys from passwords and keys: https://nodejs.org/api/crypto.html#cryptopbkdf2password-salt-iterations-keylen-digest-callback

import { codes } from "waypost-internal:internal/errors/errors";
import * as ops from "waypost-internal:internal/crypto/ops";
import { validateFunction, validateInt32, validateInteger, validateString, validateUint32 } from "waypost-internal:internal/validators/validators";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { hashLength } from "waypost-internal:node/crypto/algorithms";
import { type Callback, coded, digestOf, inputBytes, settle } from "waypost-internal:node/crypto/inputs";
import { createSecretKey, isKeyObject, secretBytes } from "waypost-internal:node/crypto/keys";
import { isCryptoKey } from "waypost-internal:web/crypto/crypto_key";

type Pbkdf2 = [hash: string, password: Uint8Array, salt: Uint8Array, iterations: number, length: number];

function pbkdf2Arguments(password: unknown, salt: unknown, iterations: unknown, keylen: unknown, digest: unknown): Pbkdf2 {
  validateString(digest, "digest");
  const secret = inputBytes(password, "password");
  const salted = inputBytes(salt, "salt");
  validateInt32(iterations, "iterations", 1);
  validateInt32(keylen, "keylen", 0);
  return [digestOf(digest), secret, salted, iterations, keylen];
}

export function pbkdf2(password: unknown, salt: unknown, iterations: number, keylen: number, digest: unknown, callback?: Callback<Buffer>): void {
  const done = typeof digest === "function" ? (digest as Callback<Buffer>) : callback;
  const hash = typeof digest === "function" ? undefined : digest;
  const given = pbkdf2Arguments(password, salt, iterations, keylen, hash);
  validateFunction(done, "callback");
  settle(ops.pbkdf2Later(...given), done as Callback<Buffer>, toBuffer);
}

export function pbkdf2Sync(password: unknown, salt: unknown, iterations: number, keylen: number, digest: string): Buffer {
  return toBuffer(ops.pbkdf2(...pbkdf2Arguments(password, salt, iterations, keylen, digest)));
}

export interface ScryptOptions {
  N?: number;
  cost?: number;
  r?: number;
  blockSize?: number;
  p?: number;
  parallelization?: number;
  maxmem?: number;
}

type Scrypt = [password: Uint8Array, salt: Uint8Array, n: number, r: number, p: number, maxmem: number, length: number];

function scryptArguments(password: unknown, salt: unknown, keylen: unknown, options: ScryptOptions | undefined): Scrypt {
  const secret = inputBytes(password, "password");
  const salted = inputBytes(salt, "salt");
  validateInt32(keylen, "keylen", 0);
  const n = eitherOption(options, "N", "cost", 16384);
  const r = eitherOption(options, "r", "blockSize", 8);
  const p = eitherOption(options, "p", "parallelization", 1);
  const maxmem = options?.maxmem ?? 32 * 1024 * 1024;
  validateInteger(maxmem, "maxmem", 0);
  return [secret, salted, n, r, p, maxmem, keylen];
}

/** An option with two names, of which one may be given. A zero means the default. */
function eitherOption(options: ScryptOptions | undefined, short: keyof ScryptOptions, long: keyof ScryptOptions, usual: number): number {
  const first = options?.[short];
  const second = options?.[long];
  if (first !== undefined) validateUint32(first, short);
  if (second !== undefined) {
    if (first !== undefined) {
      throw coded(TypeError, "ERR_INCOMPATIBLE_OPTION_PAIR", `Option "${short}" cannot be used in combination with option "${long}"`);
    }
    validateUint32(second, long);
  }
  return first ?? second ?? usual;
}

/** The errors of the op, which checks the numbers together. */
function withScryptErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const isMemory = (error as Error).message.includes("memory");
    const code = "ERR_CRYPTO_INVALID_SCRYPT_PARAMS";
    throw coded(RangeError, code, isMemory ? "Invalid scrypt params: error:030000AC:digital envelope routines::memory limit exceeded" : "Invalid scrypt params");
  }
}

export function scrypt(password: unknown, salt: unknown, keylen: number, options: unknown, callback?: Callback<Buffer>): void {
  const done = typeof options === "function" ? (options as Callback<Buffer>) : callback;
  const given = scryptArguments(password, salt, keylen, typeof options === "function" ? undefined : (options as ScryptOptions));
  validateFunction(done, "callback");
  settle(
    withScryptErrors(() => ops.scryptLater(...given)),
    done as Callback<Buffer>,
    toBuffer,
  );
}

export function scryptSync(password: unknown, salt: unknown, keylen: number, options?: ScryptOptions): Buffer {
  const given = scryptArguments(password, salt, keylen, options);
  return toBuffer(withScryptErrors(() => ops.scrypt(...given)));
}

type Hkdf = [hash: string, key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number];

function hkdfArguments(digest: unknown, key: unknown, salt: unknown, info: unknown, length: unknown): Hkdf {
  validateString(digest, "digest");
  const secret = isKeyObject(key) || isCryptoKey(key) ? secretBytes(key) : secretBytes(createSecretKeyFor(key));
  const salted = inputBytes(salt, "salt");
  const about = inputBytes(info, "info");
  validateInteger(length, "length", 0, 2 ** 31 - 1);
  if (about.length > 1024) throw new codes.ERR_OUT_OF_RANGE!("info", "must not contain more than 1024 bytes", about.length);
  const hash = digestOf(digest);
  if ((length as number) > 255 * hashLength(hash)) throw coded(RangeError, "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length");
  return [hash, secret, salted, about, length as number];
}

function createSecretKeyFor(key: unknown): unknown {
  if (typeof key === "string" || ArrayBuffer.isView(key) || Object.prototype.toString.call(key).endsWith("ArrayBuffer]")) {
    return createSecretKey(key);
  }
  throw new codes.ERR_INVALID_ARG_TYPE!("ikm", ["string", "SecretKeyObject", "ArrayBuffer", "TypedArray", "DataView", "Buffer"], key);
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return (bytes.buffer.byteLength === bytes.length ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer;
}

export function hkdf(digest: string, key: unknown, salt: unknown, info: unknown, length: number, callback: Callback<ArrayBuffer>): void {
  const given = hkdfArguments(digest, key, salt, info, length);
  validateFunction(callback, "callback");
  settle(ops.hkdfLater(...given), callback, exactBuffer);
}

export function hkdfSync(digest: string, key: unknown, salt: unknown, info: unknown, length: number): ArrayBuffer {
  return exactBuffer(ops.hkdf(...hkdfArguments(digest, key, salt, info, length)));
}
