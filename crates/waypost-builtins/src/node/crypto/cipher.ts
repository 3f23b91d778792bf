// Symmetric ciphers: https://nodejs.org/api/crypto.html#class-cipheriv

import { callable } from "waypost-internal:node/crypto/callable";
import { codes } from "waypost-internal:internal/errors/errors";
import * as ops from "waypost-internal:internal/crypto/ops";
import { validateInt32, validateObject, validateString } from "waypost-internal:internal/validators/validators";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { encodingOf } from "waypost-internal:node/buffer/codec";
import { warnOnce } from "waypost-internal:node/crypto/deprecations";
import { asBytes, coded, inputBytes } from "waypost-internal:node/crypto/inputs";
import { secretBytes } from "waypost-internal:node/crypto/keys";
import { LazyTransform } from "waypost-internal:node/crypto/lazy_transform";
import { StringDecoder } from "waypost-internal:node/string_decoder/string_decoder";

type Done = (error?: unknown) => void;

export interface CipherOptions {
  authTagLength?: number;
  encoding?: string;
}

/** Ciphers that were never finished. */
let abandoned: FinalizationRegistry<number> | undefined;

function unsupported(message: string): Error {
  return coded(Error, "ERR_CRYPTO_INVALID_STATE", message);
}

function invalidTagLength(length: number): Error {
  return coded(TypeError, "ERR_CRYPTO_INVALID_AUTH_TAG", `Invalid authentication tag length: ${length}`);
}

/** What both directions share. */
abstract class RunningCipher extends LazyTransform {
  readonly #about: ops.CipherAbout;
  readonly #isEncrypting: boolean;
  /** Zero once it is finished. */
  #cipher: number;
  #tag: Uint8Array | undefined;
  #tagLength: number | undefined;
  #decoder: { write(bytes: Uint8Array): string; end(): string } | undefined;
  #encoding: string | undefined;
  #hasStarted: boolean;

  constructor(isEncrypting: boolean, name: string, key: unknown, iv: unknown, options: CipherOptions | undefined) {
    super();
    validateString(name, "cipher");
    const secret = secretBytes(key, options?.encoding);
    const vector = iv === null ? undefined : asBytes(iv);
    if (iv !== null && vector === undefined) {
      throw new codes.ERR_INVALID_ARG_TYPE!("iv", ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"], iv);
    }
    const tagLength = options?.authTagLength;
    if (tagLength !== undefined && tagLength !== null && (!Number.isInteger(tagLength) || tagLength < 0 || tagLength > 2 ** 31 - 1)) {
      throw new codes.ERR_INVALID_ARG_VALUE!("options.authTagLength", tagLength);
    }
    const about = ops.cipherFind(name);
    if (about === null) throw coded(Error, "ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher");
    if (vector === undefined && about.ivLength > 0) throw coded(TypeError, "ERR_CRYPTO_INVALID_IV", "Invalid initialization vector");
    this.#about = about;
    this.#isEncrypting = isEncrypting;
    this.#tagLength = tagLength ?? undefined;
    if (about.isAuthenticated && this.#tagLength !== undefined) this.#checkTagLength(this.#tagLength);
    this.#cipher = ops.cipherNew(about.name, isEncrypting, secret, vector ?? new Uint8Array(0));
    this.#hasStarted = false;
    abandoned ??= new FinalizationRegistry(ops.cipherClose);
    abandoned.register(this, this.#cipher, this);
    this._options = options;
  }

  #checkTagLength(length: number): void {
    const isValid = this.#about.mode === "gcm" ? length === 4 || length === 8 || (length >= 12 && length <= 16) : length >= 1 && length <= 16;
    if (!isValid) throw invalidTagLength(length);
  }

  update(data: unknown, inputEncoding?: string, outputEncoding?: string): Buffer | string {
    const bytes = inputBytes(data, "data", inputEncoding, ["string", "Buffer", "TypedArray", "DataView"]);
    if (this.#cipher === 0 || bytes.length + this.#about.blockSize >= 2 ** 31) throw unsupported("Trying to add data in unsupported state");
    this.#hasStarted = true;
    return this.#present(ops.cipherUpdate(this.#cipher, bytes), outputEncoding, false);
  }

  final(outputEncoding?: string): Buffer | string {
    if (this.#cipher === 0) throw unsupported("Unsupported state");
    let rest: Uint8Array;
    try {
      rest = ops.cipherFinish(this.#cipher, this.#isEncrypting ? undefined : this.#tag);
      if (this.#isEncrypting) this.#tag = ops.cipherTag(this.#cipher)?.subarray(0, this.#tagLength ?? 16);
    } finally {
      abandoned?.unregister(this);
      ops.cipherClose(this.#cipher);
      this.#cipher = 0;
    }
    return this.#present(rest, outputEncoding, true);
  }

  #present(bytes: Uint8Array, encoding: string | undefined, isLast: boolean): Buffer | string {
    if (encoding === undefined || encoding === null || encoding === "buffer") return toBuffer(bytes);
    const known = encodingOf(encoding);
    if (known === undefined) throw new codes.ERR_UNKNOWN_ENCODING!(encoding);
    if (this.#encoding !== undefined && this.#encoding !== known) {
      throw coded(Error, "ERR_INTERNAL_ASSERTION", "Cannot change encoding");
    }
    this.#encoding = known;
    this.#decoder ??= new StringDecoder(known) as never;
    const text = this.#decoder!.write(toBuffer(bytes));
    return isLast ? text + this.#decoder!.end() : text;
  }

  setAutoPadding(isOn: boolean = true): this {
    if (this.#cipher === 0) throw invalidState("setAutoPadding");
    ops.cipherPadding(this.#cipher, Boolean(isOn));
    return this;
  }

  setAAD(data: unknown, options?: { plaintextLength?: number; encoding?: string }): this {
    if (options?.plaintextLength !== undefined) validateInt32(options.plaintextLength, "options.plaintextLength", 0);
    const bytes = inputBytes(data, "aadbuf", options?.encoding, ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"]);
    if (this.#cipher === 0 || !this.#about.isAuthenticated) throw invalidState("setAAD");
    ops.cipherAad(this.#cipher, bytes);
    return this;
  }

  /** The tag of what was encrypted. */
  protected tag(): Buffer {
    if (this.#cipher !== 0 || this.#tag === undefined) throw invalidState("getAuthTag");
    return toBuffer(this.#tag);
  }

  /** What the tag must be. */
  protected expectTag(tag: unknown, encoding: string | undefined): void {
    const bytes = inputBytes(tag, "buffer", encoding, ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"]);
    if (this.#cipher === 0 || !this.#about.isAuthenticated || this.#tag !== undefined) throw invalidState("setAuthTag");
    if (this.#tagLength !== undefined && bytes.length !== this.#tagLength) throw invalidTagLength(bytes.length);
    this.#checkTagLength(bytes.length);
    if (this.#about.mode === "gcm" && this.#tagLength === undefined && bytes.length < 16) warnOnce("DEP0182");
    this.#tag = bytes.slice();
  }

  _transform(chunk: unknown, encoding: string, done: Done): void {
    try {
      (this as unknown as { push(chunk: unknown): void }).push(this.update(chunk, encoding));
    } catch (error) {
      done(error);
      return;
    }
    done();
  }

  _flush(done: Done): void {
    try {
      (this as unknown as { push(chunk: unknown): void }).push(this.final());
    } catch (error) {
      done(error);
      return;
    }
    done();
  }
}

function invalidState(operation: string): Error {
  return unsupported(`Invalid state for operation ${operation}`);
}

class CipherivClass extends RunningCipher {
  constructor(cipher: string, key: unknown, iv: unknown, options?: CipherOptions) {
    super(true, cipher, key, iv, options);
  }

  getAuthTag(): Buffer {
    return this.tag();
  }
}

export type Cipheriv = CipherivClass;
export const Cipheriv: typeof CipherivClass = callable(CipherivClass);
Object.defineProperty(Cipheriv, "name", { value: "Cipheriv" });

class DecipherivClass extends RunningCipher {
  constructor(cipher: string, key: unknown, iv: unknown, options?: CipherOptions) {
    super(false, cipher, key, iv, options);
  }

  setAuthTag(tag: unknown, encoding?: string): this {
    this.expectTag(tag, encoding);
    return this;
  }
}

export type Decipheriv = DecipherivClass;
export const Decipheriv: typeof DecipherivClass = callable(DecipherivClass);
Object.defineProperty(Decipheriv, "name", { value: "Decipheriv" });

export function createCipheriv(cipher: string, key: unknown, iv: unknown, options?: CipherOptions): Cipheriv {
  return new Cipheriv(cipher, key, iv, options);
}

export function createDecipheriv(cipher: string, key: unknown, iv: unknown, options?: CipherOptions): Decipheriv {
  return new Decipheriv(cipher, key, iv, options);
}

export function getCiphers(): string[] {
  return ops.cipherNames().sort((a, b) => (a < b ? -1 : 1));
}

export interface CipherInfo {
  mode: string;
  name: string;
  nid: number;
  blockSize?: number;
  ivLength?: number;
  keyLength: number;
}

/** https://nodejs.org/api/crypto.html#cryptogetcipherinfonameornid-options */
export function getCipherInfo(nameOrNid: string | number, options?: { keyLength?: number; ivLength?: number }): CipherInfo | undefined {
  if (typeof nameOrNid !== "string" && typeof nameOrNid !== "number") {
    throw new codes.ERR_INVALID_ARG_TYPE!("nameOrNid", ["string", "number"], nameOrNid);
  }
  if (typeof nameOrNid === "number") validateInt32(nameOrNid, "nameOrNid");
  const wanted: { keyLength?: number; ivLength?: number } = options ?? {};
  if (options !== undefined) validateObject(options, "options");
  if (wanted.keyLength !== undefined) validateInt32(wanted.keyLength, "options.keyLength");
  if (wanted.ivLength !== undefined) validateInt32(wanted.ivLength, "options.ivLength");
  const about = typeof nameOrNid === "string" && /^\d+$/.test(nameOrNid) ? null : ops.cipherFind(String(nameOrNid));
  if (about === null) return undefined;
  const { mode, name, nid, blockSize, ivLength, keyLength } = about;
  if (wanted.keyLength !== undefined && wanted.keyLength !== keyLength) return undefined;
  const vector = wanted.ivLength ?? ivLength;
  const takesAny = mode === "gcm" ? vector > 0 : name === "chacha20-poly1305" && vector > 0 && vector <= 12;
  if (vector !== ivLength && !takesAny) return undefined;
  const info: CipherInfo = { mode, name, nid, keyLength };
  if (mode !== "stream" && mode !== "ctr" && mode !== "gcm" && mode !== "cfb" && mode !== "ofb") info.blockSize = blockSize;
  if (vector > 0) info.ivLength = vector;
  return info;
}
