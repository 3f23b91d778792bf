// Agreement on a secret: https://nodejs.org/api/crypto.html#class-diffiehellman

import { callable } from "waypost-internal:node/crypto/callable";
import { codes } from "waypost-internal:internal/errors/errors";
import { generateNative, keyFromRaw, type NativeKey } from "waypost-internal:internal/crypto/keys";
import * as ops from "waypost-internal:internal/crypto/ops";
import { validateInt32, validateString } from "waypost-internal:internal/validators/validators";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { encodingOf } from "waypost-internal:node/buffer/codec";
import { coded, inputBytes, present } from "waypost-internal:node/crypto/inputs";
import { emitWarning } from "waypost-internal:node/process/warning";
import { isKeyObject, type KeyObject, nativeKeyOf } from "waypost-internal:node/crypto/keys";

/** OpenSSL's number for a generator that does not fit its prime. */
const NOT_SUITABLE_GENERATOR = 8;
const NOT_PRIME = 1;

/** What both classes of Diffie-Hellman over integers do. */
class IntegerAgreement {
  readonly #prime: Uint8Array;
  readonly #generator: Uint8Array;
  #private: Uint8Array | undefined;
  #public: Uint8Array | undefined;
  /** 0, or why the parameters are doubtful. */
  declare readonly verifyError: number;

  constructor(prime: Uint8Array, generator: Uint8Array, verifyError: number) {
    this.#prime = prime;
    this.#generator = generator;
    Object.defineProperty(this, "verifyError", { value: verifyError, enumerable: true, configurable: true });
  }

  generateKeys(encoding?: string): Buffer | string {
    this.#private ??= ops.dhPrivate(this.#prime);
    this.#public = ops.dhPower(this.#generator, this.#private, this.#prime);
    return present(this.#public, encoding);
  }

  computeSecret(otherPublicKey: unknown, inputEncoding?: string, outputEncoding?: string): Buffer | string {
    const other = inputBytes(otherPublicKey, "otherPublicKey", inputEncoding);
    if (this.#private === undefined) throw coded(Error, "ERR_CRYPTO_INVALID_STATE", "No private key");
    checkPublic(other, this.#prime);
    return present(ops.dhPower(other, this.#private, this.#prime), outputEncoding);
  }

  getPrime(encoding?: string): Buffer | string {
    return present(this.#prime.slice(), encoding);
  }

  getGenerator(encoding?: string): Buffer | string {
    return present(this.#generator.slice(), encoding);
  }

  getPublicKey(encoding?: string): Buffer | string {
    if (this.#public === undefined) throw coded(Error, "ERR_CRYPTO_INVALID_STATE", "No public key - did you forget to generate one?");
    return present(this.#public.slice(), encoding);
  }

  getPrivateKey(encoding?: string): Buffer | string {
    if (this.#private === undefined) throw coded(Error, "ERR_CRYPTO_INVALID_STATE", "No private key - did you forget to generate one?");
    return present(this.#private.slice(), encoding);
  }

  setPublicKey(key: unknown, encoding?: string): this {
    this.#public = inputBytes(key, "key", encoding).slice();
    return this;
  }

  setPrivateKey(key: unknown, encoding?: string): this {
    this.#private = inputBytes(key, "key", encoding).slice();
    return this;
  }
}

/** A public key of one or less, or as large as the prime less one, gives the secret away. */
function checkPublic(key: Uint8Array, prime: Uint8Array): void {
  const number = BigInt(`0x0${key.toHex()}`);
  const modulus = BigInt(`0x0${prime.toHex()}`);
  if (number > 1n && number < modulus - 1n) return;
  const what = number <= 1n ? "small" : "large";
  throw coded(RangeError, "ERR_CRYPTO_INVALID_KEYLEN", `Supplied key is too ${what}`);
}

class DiffieHellmanClass extends IntegerAgreement {
  constructor(sizeOrKey: unknown, keyEncoding?: unknown, generator?: unknown, genEncoding?: unknown) {
    const isSize = typeof sizeOrKey === "number";
    if (!isSize && typeof sizeOrKey !== "string" && !ArrayBuffer.isView(sizeOrKey) && !(sizeOrKey instanceof ArrayBuffer)) {
      throw new codes.ERR_INVALID_ARG_TYPE!("sizeOrKey", ["number", "string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"], sizeOrKey);
    }
    // What is no encoding is the generator, one place early.
    const isShifted = Boolean(keyEncoding) && keyEncoding !== "buffer" && encodingOf(keyEncoding) === undefined;
    const given = isShifted ? keyEncoding : generator;
    const encoding = isShifted ? generator : genEncoding;
    const base = given === undefined || given === null ? new Uint8Array([2]) : generatorBytes(given, encoding);
    if (isSize) {
      validateInt32(sizeOrKey, "sizeOrKey");
      if (sizeOrKey < 2) throw coded(Error, "ERR_OSSL_DH_MODULUS_TOO_SMALL", "error:0280007E:Diffie-Hellman routines::modulus too small");
    }
    const prime = isSize ? ops.primeGenerate(sizeOrKey, true) : inputBytes(sizeOrKey, "sizeOrKey", isShifted ? undefined : keyEncoding).slice();
    super(prime, base, verifyParameters(prime, base));
  }
}

export type DiffieHellman = DiffieHellmanClass;
export const DiffieHellman: typeof DiffieHellmanClass = callable(DiffieHellmanClass);
Object.defineProperty(DiffieHellman, "name", { value: "DiffieHellman" });

let hasWarned = false;

function warnOfSetPublicKey(): void {
  if (hasWarned) return;
  hasWarned = true;
  emitWarning("ecdh.setPublicKey() is deprecated.", "DeprecationWarning", "DEP0031");
}

function generatorBytes(value: unknown, encoding: unknown): Uint8Array {
  if (typeof value === "number") {
    validateInt32(value, "generator");
    if (value < 2) throw coded(Error, "ERR_OSSL_DH_BAD_GENERATOR", "error:02800065:Diffie-Hellman routines::bad generator");
    const digits = value.toString(16);
    return Uint8Array.fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
  }
  return inputBytes(value, "generator", encoding, ["number", "string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"]).slice();
}

/** As much of OpenSSL's `DH_check` as tells about a prime of a protocol. */
function verifyParameters(prime: Uint8Array, generator: Uint8Array): number {
  if (!ops.primeCheck(prime)) return NOT_PRIME;
  const base = BigInt(`0x0${generator.toHex()}`);
  const modulus = BigInt(`0x0${prime.toHex()}`);
  return base > 1n && base < modulus - 1n ? 0 : NOT_SUITABLE_GENERATOR;
}

class DiffieHellmanGroupClass extends IntegerAgreement {
  constructor(name: string) {
    const prime = ops.dhGroup(name);
    if (prime === null) throw coded(Error, "ERR_CRYPTO_UNKNOWN_DH_GROUP", "Unknown DH group");
    super(prime, new Uint8Array([2]), 0);
  }
}

export type DiffieHellmanGroup = DiffieHellmanGroupClass;
export const DiffieHellmanGroup: typeof DiffieHellmanGroupClass = callable(DiffieHellmanGroupClass);
Object.defineProperty(DiffieHellmanGroup, "name", { value: "DiffieHellmanGroup" });

for (const name of ["setPublicKey", "setPrivateKey"]) {
  Object.defineProperty(DiffieHellmanGroup.prototype, name, { value: undefined, configurable: true, writable: true });
}

export function createDiffieHellman(sizeOrKey: unknown, keyEncoding?: unknown, generator?: unknown, genEncoding?: unknown): DiffieHellman {
  return new DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding);
}

export function getDiffieHellman(name: string): DiffieHellmanGroup {
  return new DiffieHellmanGroup(name);
}

const FORMATS: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [undefined, 1],
  ["uncompressed", 1],
  ["compressed", 2],
  ["hybrid", 3],
]);

function pointForm(format: unknown): number {
  const form = FORMATS.get(format ?? undefined);
  if (form === undefined) throw coded(TypeError, "ERR_CRYPTO_ECDH_INVALID_FORMAT", `Invalid ECDH format: ${String(format)}`);
  return form;
}

/** https://nodejs.org/api/crypto.html#class-ecdh */
class ECDHClass {
  readonly #curve: string;
  #key: NativeKey | undefined;
  /** The point, when it was set by itself. */
  #public: NativeKey | undefined;

  constructor(curve: string) {
    validateString(curve, "curve");
    if (!ECDH_CURVES.includes(curve)) throw coded(TypeError, "ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name");
    this.#curve = curve;
  }

  static convertKey(key: unknown, curve: string, inEncoding?: string, outEncoding?: string, format?: string): Buffer | string {
    validateString(curve, "curve");
    const bytes = inputBytes(key, "key", inEncoding);
    const form = pointForm(format);
    if (!ECDH_CURVES.includes(curve)) throw coded(TypeError, "ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name");
    let point: NativeKey;
    try {
      point = keyFromRaw(curve, false, bytes);
    } catch {
      throw coded(Error, "ERR_CRYPTO_OPERATION_FAILED", "Failed to convert Buffer to EC_POINT");
    }
    return present(point.rawPublic(form), outEncoding);
  }

  generateKeys(encoding?: string, format?: string): Buffer | string {
    this.#key = generateNative({ kind: "ec", size: this.#curve });
    this.#public = undefined;
    return this.getPublicKey(encoding, format);
  }

  computeSecret(otherPublicKey: unknown, inputEncoding?: string, outputEncoding?: string): Buffer | string {
    const bytes = inputBytes(otherPublicKey, "otherPublicKey", inputEncoding);
    if (this.#key === undefined) throw coded(Error, "ERR_CRYPTO_INVALID_STATE", "Failed to get ECDH private key");
    return present(ops.agree(this.#key.about.id, pointOn(this.#curve, bytes).about.id), outputEncoding);
  }

  getPrivateKey(encoding?: string): Buffer | string {
    if (this.#key === undefined) throw coded(Error, "ERR_CRYPTO_INVALID_STATE", "Failed to get ECDH private key");
    return present(this.#key.rawSecret(), encoding);
  }

  getPublicKey(encoding?: string, format?: string): Buffer | string {
    const form = pointForm(format);
    const key = this.#public ?? this.#key;
    if (key === undefined) throw coded(Error, "ERR_CRYPTO_INVALID_STATE", "Failed to get ECDH public key");
    return present(key.rawPublic(form), encoding);
  }

  /** Deprecated by Node.js: the point of another key. It agrees on nothing until there is a private key again. */
  setPublicKey(key: unknown, encoding?: string): this {
    warnOfSetPublicKey();
    this.#public = pointOn(this.#curve, inputBytes(key, "key", encoding));
    return this;
  }

  setPrivateKey(key: unknown, encoding?: string): this {
    const bytes = inputBytes(key, "key", encoding);
    this.#public = undefined;
    try {
      this.#key = keyFromRaw(this.#curve, true, bytes);
    } catch {
      throw coded(Error, "ERR_CRYPTO_INVALID_KEYTYPE", "Private key is not valid for specified curve.");
    }
    return this;
  }
}

export type ECDH = ECDHClass;
export const ECDH: typeof ECDHClass = callable(ECDHClass);
Object.defineProperty(ECDH, "name", { value: "ECDH" });

const ECDH_CURVES: readonly string[] = ["prime256v1", "P-256", "secp256k1", "secp384r1", "P-384", "secp521r1", "P-521"];

function pointOn(curve: string, bytes: Uint8Array): NativeKey {
  try {
    return keyFromRaw(curve, false, bytes);
  } catch {
    throw coded(Error, "ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY", "Public key is not valid for specified curve");
  }
}

export function createECDH(curve: string): ECDH {
  return new ECDH(curve);
}

/** https://nodejs.org/api/crypto.html#cryptodiffiehellmanoptions */
export function diffieHellman(options: { privateKey: KeyObject; publicKey: KeyObject }): Buffer {
  const { privateKey, publicKey } = options;
  const mine = halfOf(privateKey, "options.privateKey", ["private"]);
  const theirs = halfOf(publicKey, "options.publicKey", ["public", "private"]);
  if (mine.about.kind !== theirs.about.kind || !["ec", "x25519", "x448"].includes(mine.about.kind)) {
    const text = `Incompatible key types for Diffie-Hellman: ${mine.about.kind} and ${theirs.about.kind}`;
    throw coded(Error, "ERR_CRYPTO_INCOMPATIBLE_KEY", text);
  }
  return toBuffer(ops.agree(mine.about.id, theirs.about.id));
}

function halfOf(key: unknown, name: string, types: string[]): NativeKey {
  if (!isKeyObject(key)) throw new codes.ERR_INVALID_ARG_VALUE!(name, key);
  if (!types.includes(key.type)) {
    const expected = types.length === 1 ? "private" : "private or public";
    throw coded(TypeError, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", `Invalid key object type ${key.type}, expected ${expected}.`);
  }
  return nativeKeyOf(key)!;
}
