// SubtleCrypto: https://w3c.github.io/webcrypto/#subtlecrypto-interface
//
// Each method normalises its algorithm against the ones registered for its operation; an algorithm
// that is not registered is a NotSupportedError that names it. Data is copied before the first
// await, as the standard has it, and large data is worked on off the JavaScript thread.

import { illegalConstructor, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { bufferSource, DOMString, enumeration, isObject, sequence } from "waypost-internal:internal/webidl/webidl";
import { type CryptoKey, isCryptoKey, type KeyAlgorithm, keyParts } from "waypost-internal:web/crypto/crypto_key";
import * as hmac from "waypost-internal:web/crypto/hmac";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { op_crypto_digest, op_crypto_digest_async } from "waypost-native:web/crypto";

export type AlgorithmIdentifier = string | KeyAlgorithm;
export type BufferSource = ArrayBuffer | ArrayBufferView;

/** Up to this many bytes an operation is done at once; above, on another thread. */
const INLINE_LIMIT = 65536;

/** The digests, by their registered name, with the op's name for each. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

const USAGES = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"];
const FORMATS = ["raw", "pkcs8", "spki", "jwk"];
const CONSTRUCT: unique symbol = Symbol("construct");

export class SubtleCrypto {
  #isSubtle: boolean;

  constructor(token?: unknown) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    this.#isSubtle = true;
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-digest
  async digest(algorithm: AlgorithmIdentifier, data: BufferSource): Promise<ArrayBuffer> {
    this.#check(arguments.length, 2, "digest");
    const name = digestName(algorithm, "digest");
    const bytes = bufferSource(data, 'The "data" argument');
    if (bytes.length <= INLINE_LIMIT) return exactBuffer(op_crypto_digest(name, bytes));
    return exactBuffer(await op_crypto_digest_async(name, bytes));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-sign
  async sign(algorithm: AlgorithmIdentifier, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer> {
    this.#check(arguments.length, 3, "sign");
    expectHmac(algorithm, "sign");
    const bytes = bufferSource(data, 'The "data" argument');
    checkKey(key, "sign");
    return exactBuffer(await hmac.sign(key, bytes, bytes.length > INLINE_LIMIT));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-verify
  async verify(algorithm: AlgorithmIdentifier, key: CryptoKey, signature: BufferSource, data: BufferSource): Promise<boolean> {
    this.#check(arguments.length, 4, "verify");
    expectHmac(algorithm, "verify");
    const given = bufferSource(signature, 'The "signature" argument').slice();
    const bytes = bufferSource(data, 'The "data" argument');
    checkKey(key, "verify");
    return await hmac.verify(key, given, bytes, bytes.length > INLINE_LIMIT);
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-generateKey
  async generateKey(algorithm: AlgorithmIdentifier, extractable: boolean, keyUsages: Iterable<string>): Promise<CryptoKey> {
    this.#check(arguments.length, 3, "generateKey");
    expectHmac(algorithm, "generateKey");
    return hmac.generateKey(algorithm as hmac.HmacParams, Boolean(extractable), toUsages(keyUsages));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-importKey
  async importKey(
    format: string,
    keyData: BufferSource | JsonWebKey,
    algorithm: AlgorithmIdentifier,
    extractable: boolean,
    keyUsages: Iterable<string>,
  ): Promise<CryptoKey> {
    this.#check(arguments.length, 5, "importKey");
    const kind = enumeration(format, FORMATS, "KeyFormat");
    expectHmac(algorithm, "importKey");
    const usages = toUsages(keyUsages);
    const params = algorithm as hmac.HmacParams;
    if (kind === "raw") {
      return hmac.importRaw(bufferSource(keyData, 'The "keyData" argument').slice(), params, Boolean(extractable), usages);
    }
    if (kind !== "jwk") throw new DOMException(`Unable to import HMAC key with format ${kind}`, "NotSupportedError");
    if (!isObject(keyData) || ArrayBuffer.isView(keyData)) {
      throw new TypeError('The "keyData" argument must be a JsonWebKey object.');
    }
    return hmac.importJwk(keyData as JsonWebKey, params, Boolean(extractable), usages);
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-exportKey
  async exportKey(format: string, key: CryptoKey): Promise<ArrayBuffer | JsonWebKey> {
    this.#check(arguments.length, 2, "exportKey");
    const kind = enumeration(format, FORMATS, "KeyFormat");
    if (!isCryptoKey(key)) throw new TypeError('The "key" argument must be an instance of CryptoKey.');
    const parts = keyParts(key);
    if (!parts.extractable) throw new DOMException("key is not extractable", "InvalidAccessError");
    if (kind === "raw") return exactBuffer(parts.material.slice());
    if (kind === "jwk") return hmac.exportJwk(key);
    throw new DOMException(`Unable to export HMAC key using ${kind} format`, "NotSupportedError");
  }

  encrypt(algorithm: AlgorithmIdentifier, _key: CryptoKey, _data: BufferSource): Promise<ArrayBuffer> {
    return this.#notSupported(arguments.length, 3, "encrypt", algorithm);
  }

  decrypt(algorithm: AlgorithmIdentifier, _key: CryptoKey, _data: BufferSource): Promise<ArrayBuffer> {
    return this.#notSupported(arguments.length, 3, "decrypt", algorithm);
  }

  deriveBits(algorithm: AlgorithmIdentifier, _baseKey: CryptoKey, _length: number | null = null): Promise<ArrayBuffer> {
    return this.#notSupported(arguments.length, 2, "deriveBits", algorithm);
  }

  deriveKey(algorithm: AlgorithmIdentifier, _baseKey: CryptoKey, _derived: AlgorithmIdentifier, _extractable: boolean, _usages: Iterable<string>): Promise<CryptoKey> {
    return this.#notSupported(arguments.length, 5, "deriveKey", algorithm);
  }

  wrapKey(_format: string, _key: CryptoKey, _wrappingKey: CryptoKey, algorithm: AlgorithmIdentifier): Promise<ArrayBuffer> {
    return this.#notSupported(arguments.length, 4, "wrapKey", algorithm);
  }

  unwrapKey(_format: string, _wrapped: BufferSource, _key: CryptoKey, algorithm: AlgorithmIdentifier, _keyAlgorithm: AlgorithmIdentifier, _extractable: boolean, _usages: Iterable<string>): Promise<CryptoKey> {
    return this.#notSupported(arguments.length, 7, "unwrapKey", algorithm);
  }

  #check(count: number, required: number, method: string): void {
    if (!(#isSubtle in this)) throw invalidThis("SubtleCrypto");
    requireArguments(count, required, `SubtleCrypto.${method}`);
  }

  /** An operation for which no algorithm is registered. */
  async #notSupported(count: number, required: number, method: string, algorithm: unknown): Promise<never> {
    this.#check(count, required, method);
    throw notSupported(algorithmName(algorithm), method);
  }
}

shapeInterface(SubtleCrypto, "SubtleCrypto");

export const subtle: SubtleCrypto = new SubtleCrypto(CONSTRUCT);

/** The name within an AlgorithmIdentifier. */
function algorithmName(algorithm: unknown): string {
  if (!isObject(algorithm)) return DOMString(algorithm);
  const { name } = algorithm as { name?: unknown };
  if (name === undefined) throw new TypeError("Algorithm: name: Missing or not a string");
  return DOMString(name);
}

function notSupported(name: string, operation: string): DOMException {
  return new DOMException(`Unrecognized algorithm name: ${name} is not supported by subtle.${operation}`, "NotSupportedError");
}

/** The op's name of a digest. https://w3c.github.io/webcrypto/#algorithm-normalization-normalize-an-algorithm */
export function digestName(algorithm: unknown, operation: string): string {
  const name = algorithmName(algorithm);
  const found = DIGESTS.get(name.toUpperCase());
  if (found === undefined) throw notSupported(name, operation);
  return found;
}

function expectHmac(algorithm: unknown, operation: string): void {
  const name = algorithmName(algorithm);
  if (name.toUpperCase() !== "HMAC") throw notSupported(name, operation);
}

function checkKey(key: unknown, usage: string): void {
  if (!isCryptoKey(key)) throw new TypeError('The "key" argument must be an instance of CryptoKey.');
  if (!keyParts(key).usages.includes(usage)) {
    throw new DOMException(`Unable to use this key to ${usage}`, "InvalidAccessError");
  }
}

function toUsages(usages: unknown): string[] {
  return sequence(usages, (usage) => enumeration(usage, USAGES, "KeyUsage"), 'The "keyUsages" argument');
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  return (buffer.byteLength === bytes.length ? buffer : bytes.slice().buffer) as ArrayBuffer;
}

// https://w3c.github.io/webcrypto/#JsonWebKey-dictionary
export interface JsonWebKey {
  kty?: string;
  k?: string;
  alg?: string;
  use?: string;
  key_ops?: string[];
  ext?: boolean;
}
