// SubtleCrypto: https://w3c.github.io/webcrypto/#subtlecrypto-interface
//
// Each method normalises its algorithm against the ones registered for its operation; an algorithm
// that is not registered is a NotSupportedError that names it. Data is copied before the first
// await, as the standard has it, and what takes long is worked on off the JavaScript thread.

import type { KeyData } from "waypost-internal:internal/crypto/keys";
import { illegalConstructor, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { bufferSource, DOMString, enumeration, isArrayBuffer, isObject, sequence, unsignedLong } from "waypost-internal:internal/webidl/webidl";
import { aesOcb, chacha20Poly1305 } from "waypost-internal:web/crypto/aead";
import { aesCbc, aesCtr, aesGcm, aesKw } from "waypost-internal:web/crypto/aes";
import { type CryptoKey, isCryptoKey, type KeyAlgorithm, type KeyParts, keyParts } from "waypost-internal:web/crypto/crypto_key";
import { ecdh, ecdsa, ed25519, ed448, x25519, x448 } from "waypost-internal:web/crypto/curves";
import { argon2, hkdf, pbkdf2 } from "waypost-internal:web/crypto/derivation";
import { hmac } from "waypost-internal:web/crypto/hmac";
import { customizedDigest, kmac } from "waypost-internal:web/crypto/kmac";
import { mlDsa, mlKem } from "waypost-internal:web/crypto/lattice";
import { normalize } from "waypost-internal:web/crypto/normalize";
import { rsaOaep, rsaPss, rsassa } from "waypost-internal:web/crypto/rsa";
import { isSupported } from "waypost-internal:web/crypto/supports";
import { accessError, type CryptoKeyPair, dataError, type Implementation, INLINE_LIMIT, type JsonWebKey, opHash, type Params, unsupported, USAGES } from "waypost-internal:web/crypto/support";
import { utf8Decode } from "waypost-internal:web/encoding/utf8";
import { utf8Encode } from "waypost-internal:web/encoding/utf8";
import { op_crypto_digest, op_crypto_digest_async } from "waypost-native:web/crypto";

export type { JsonWebKey } from "waypost-internal:web/crypto/support";
export type AlgorithmIdentifier = string | KeyAlgorithm;

/** What `encapsulateBits` and `encapsulateKey` give. */
export interface Encapsulated<T> {
  sharedKey: T;
  ciphertext: ArrayBuffer;
}

export type BufferSource = ArrayBuffer | ArrayBufferView;

const FORMATS = ["raw", "pkcs8", "spki", "jwk", "raw-public", "raw-seed", "raw-secret"];
/** For these "raw-secret" is "raw" by another name. */
const SECRETS = ["AES-CBC", "AES-CTR", "AES-GCM", "AES-KW", "HMAC", "HKDF", "PBKDF2"];
/** For these "raw-public" is. */
const CURVES = ["ECDSA", "ECDH", "Ed25519", "Ed448", "X25519", "X448"];
const CONSTRUCT: unique symbol = Symbol("construct");

/** The algorithms by name; each is evaluated when it is first used. */
function implementationOf(name: string): Implementation {
  switch (name) {
    case "RSASSA-PKCS1-v1_5":
      return rsassa;
    case "RSA-PSS":
      return rsaPss;
    case "RSA-OAEP":
      return rsaOaep;
    case "ECDSA":
      return ecdsa;
    case "ECDH":
      return ecdh;
    case "Ed25519":
      return ed25519;
    case "Ed448":
      return ed448;
    case "X25519":
      return x25519;
    case "X448":
      return x448;
    case "AES-CBC":
      return aesCbc;
    case "AES-CTR":
      return aesCtr;
    case "AES-GCM":
      return aesGcm;
    case "AES-KW":
      return aesKw;
    case "HMAC":
      return hmac;
    case "HKDF":
      return hkdf;
    case "PBKDF2":
      return pbkdf2;
    case "AES-OCB":
      return aesOcb;
    case "ChaCha20-Poly1305":
      return chacha20Poly1305;
    default:
      return newerImplementationOf(name);
  }
}

function newerImplementationOf(name: string): Implementation {
  if (name.startsWith("ML-KEM")) return mlKem;
  if (name.startsWith("ML-DSA")) return mlDsa;
  return name.startsWith("KMAC") ? kmac : argon2;
}

export class SubtleCrypto {
  #isSubtle: boolean;

  constructor(token: unknown = undefined) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    this.#isSubtle = true;
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-digest
  async digest(algorithm: AlgorithmIdentifier, data: BufferSource): Promise<ArrayBuffer> {
    this.#check(arguments.length, 2, "digest");
    const bytes = bufferSource(data, 'The "data" argument');
    const params = normalize(algorithm, "digest");
    if (params.length !== undefined) return exactBuffer(await customizedDigest(params, bytes.slice()));
    const name = opHash(params.name);
    if (bytes.length <= INLINE_LIMIT) return exactBuffer(op_crypto_digest(name, bytes));
    return exactBuffer(await op_crypto_digest_async(name, bytes));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-encrypt
  async encrypt(algorithm: AlgorithmIdentifier, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer> {
    this.#check(arguments.length, 3, "encrypt");
    expectKey(key, "key");
    const given = bufferSource(data, 'The "data" argument');
    // Reading the algorithm may run code that changes the bytes: they are copied as they are after it.
    const params = normalize(algorithm, "encrypt");
    const bytes = given.slice();
    const parts = checkKey(key, params, "encrypt");
    return exactBuffer(await implementationOf(params.name).encrypt!(params, parts, bytes));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-decrypt
  async decrypt(algorithm: AlgorithmIdentifier, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer> {
    this.#check(arguments.length, 3, "decrypt");
    expectKey(key, "key");
    const given = bufferSource(data, 'The "data" argument');
    // Reading the algorithm may run code that changes the bytes: they are copied as they are after it.
    const params = normalize(algorithm, "decrypt");
    const bytes = given.slice();
    const parts = checkKey(key, params, "decrypt");
    return exactBuffer(await implementationOf(params.name).decrypt!(params, parts, bytes));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-sign
  async sign(algorithm: AlgorithmIdentifier, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer> {
    this.#check(arguments.length, 3, "sign");
    expectKey(key, "key");
    const bytes = bufferSource(data, 'The "data" argument');
    const params = normalize(algorithm, "sign");
    const parts = checkKey(key, params, "sign");
    return exactBuffer(await implementationOf(params.name).sign!(params, parts, bytes));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-verify
  async verify(algorithm: AlgorithmIdentifier, key: CryptoKey, signature: BufferSource, data: BufferSource): Promise<boolean> {
    this.#check(arguments.length, 4, "verify");
    expectKey(key, "key");
    const signed = bufferSource(signature, 'The "signature" argument');
    const bytes = bufferSource(data, 'The "data" argument');
    const params = normalize(algorithm, "verify");
    const given = signed.slice();
    const parts = checkKey(key, params, "verify");
    return await implementationOf(params.name).verify!(params, parts, given, bytes);
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-generateKey
  async generateKey(algorithm: AlgorithmIdentifier, extractable: boolean, keyUsages: Iterable<string>): Promise<CryptoKey | CryptoKeyPair> {
    this.#check(arguments.length, 3, "generateKey");
    const usages = toUsages(keyUsages);
    const params = normalize(algorithm, "generateKey");
    return await implementationOf(params.name).generateKey!(params, Boolean(extractable), usages);
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
    const usages = toUsages(keyUsages);
    const params = normalize(algorithm, "importKey");
    const data = toKeyData(kind, keyData);
    return implementationOf(params.name).importKey!(formatFor(params.name, kind), data, params, Boolean(extractable), usages);
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-exportKey
  async exportKey(format: string, key: CryptoKey): Promise<ArrayBuffer | JsonWebKey> {
    this.#check(arguments.length, 2, "exportKey");
    const kind = enumeration(format, FORMATS, "KeyFormat");
    expectKey(key, "key");
    const exported = exportParts(kind, keyParts(key));
    return exported instanceof Uint8Array ? exactBuffer(exported) : exported;
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-deriveBits
  async deriveBits(algorithm: AlgorithmIdentifier, baseKey: CryptoKey, length: number | null = null): Promise<ArrayBuffer> {
    this.#check(arguments.length, 2, "deriveBits");
    expectKey(baseKey, "baseKey");
    const bits = length === null || length === undefined ? null : unsignedLong(length);
    const params = normalize(algorithm, "deriveBits");
    const parts = checkKey(baseKey, params, "deriveBits");
    return exactBuffer(await implementationOf(params.name).deriveBits!(params, parts, bits));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-deriveKey
  async deriveKey(
    algorithm: AlgorithmIdentifier,
    baseKey: CryptoKey,
    derivedKeyType: AlgorithmIdentifier,
    extractable: boolean,
    keyUsages: Iterable<string>,
  ): Promise<CryptoKey> {
    this.#check(arguments.length, 5, "deriveKey");
    expectKey(baseKey, "baseKey");
    const usages = toUsages(keyUsages);
    const params = normalize(algorithm, "deriveBits");
    const derived = normalize(derivedKeyType, "importKey");
    const measure = normalize(derivedKeyType, "get key length");
    const parts = checkKey(baseKey, params, "deriveKey");
    const length = implementationOf(measure.name).getKeyLength!(measure);
    const secret = await implementationOf(params.name).deriveBits!(params, parts, length);
    return importSecret(secret, derived, Boolean(extractable), usages);
  }

  // https://wicg.github.io/webcrypto-modern-algos/#SubtleCrypto-method-encapsulateBits
  async encapsulateBits(algorithm: AlgorithmIdentifier, encapsulationKey: CryptoKey): Promise<Encapsulated<ArrayBuffer>> {
    this.#check(arguments.length, 2, "encapsulateBits");
    expectKey(encapsulationKey, "encapsulationKey");
    const params = normalize(algorithm, "encapsulate");
    const parts = checkKey(encapsulationKey, params, "encapsulateBits");
    const { sharedKey, ciphertext } = implementationOf(params.name).encapsulate!(params, parts);
    return { sharedKey: exactBuffer(sharedKey), ciphertext: exactBuffer(ciphertext) };
  }

  // https://wicg.github.io/webcrypto-modern-algos/#SubtleCrypto-method-encapsulateKey
  async encapsulateKey(
    algorithm: AlgorithmIdentifier,
    encapsulationKey: CryptoKey,
    sharedKeyAlgorithm: AlgorithmIdentifier,
    extractable: boolean,
    keyUsages: Iterable<string>,
  ): Promise<Encapsulated<CryptoKey>> {
    this.#check(arguments.length, 5, "encapsulateKey");
    expectKey(encapsulationKey, "encapsulationKey");
    const usages = toUsages(keyUsages);
    const params = normalize(algorithm, "encapsulate");
    const shared = normalize(sharedKeyAlgorithm, "importKey");
    const parts = checkKey(encapsulationKey, params, "encapsulateKey");
    const { sharedKey, ciphertext } = implementationOf(params.name).encapsulate!(params, parts);
    return { sharedKey: importSecret(sharedKey, shared, Boolean(extractable), usages), ciphertext: exactBuffer(ciphertext) };
  }

  // https://wicg.github.io/webcrypto-modern-algos/#SubtleCrypto-method-decapsulateBits
  async decapsulateBits(algorithm: AlgorithmIdentifier, decapsulationKey: CryptoKey, ciphertext: BufferSource): Promise<ArrayBuffer> {
    this.#check(arguments.length, 3, "decapsulateBits");
    expectKey(decapsulationKey, "decapsulationKey");
    const given = bufferSource(ciphertext, 'The "ciphertext" argument');
    const params = normalize(algorithm, "decapsulate");
    const parts = checkKey(decapsulationKey, params, "decapsulateBits");
    return exactBuffer(implementationOf(params.name).decapsulate!(params, parts, given));
  }

  // https://wicg.github.io/webcrypto-modern-algos/#SubtleCrypto-method-decapsulateKey
  async decapsulateKey(
    algorithm: AlgorithmIdentifier,
    decapsulationKey: CryptoKey,
    ciphertext: BufferSource,
    sharedKeyAlgorithm: AlgorithmIdentifier,
    extractable: boolean,
    keyUsages: Iterable<string>,
  ): Promise<CryptoKey> {
    this.#check(arguments.length, 6, "decapsulateKey");
    expectKey(decapsulationKey, "decapsulationKey");
    const given = bufferSource(ciphertext, 'The "ciphertext" argument');
    const usages = toUsages(keyUsages);
    const params = normalize(algorithm, "decapsulate");
    const shared = normalize(sharedKeyAlgorithm, "importKey");
    const parts = checkKey(decapsulationKey, params, "decapsulateKey");
    const secret = implementationOf(params.name).decapsulate!(params, parts, given);
    return importSecret(secret, shared, Boolean(extractable), usages);
  }

  // https://wicg.github.io/webcrypto-modern-algos/#SubtleCrypto-method-getPublicKey
  async getPublicKey(key: CryptoKey, keyUsages: Iterable<string>): Promise<CryptoKey> {
    this.#check(arguments.length, 2, "getPublicKey");
    expectKey(key, "key");
    const usages = toUsages(keyUsages);
    const parts = keyParts(key);
    const { publicKey } = implementationOf(parts.algorithm.name);
    if (publicKey === undefined) throw unsupported(`${parts.algorithm.name} keys have no public key`);
    if (parts.type !== "private") throw accessError("The key is not a private key");
    return publicKey(parts, usages);
  }

  // https://wicg.github.io/webcrypto-modern-algos/#SubtleCrypto-method-supports
  static supports(operation: string, algorithm: AlgorithmIdentifier, lengthOrAlgorithm: unknown = null): boolean {
    requireArguments(arguments.length, 2, "SubtleCrypto.supports");
    return isSupported(DOMString(operation), algorithm, lengthOrAlgorithm, implementationOf);
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-wrapKey
  async wrapKey(format: string, key: CryptoKey, wrappingKey: CryptoKey, wrapAlgorithm: AlgorithmIdentifier): Promise<ArrayBuffer> {
    this.#check(arguments.length, 4, "wrapKey");
    const kind = enumeration(format, FORMATS, "KeyFormat");
    expectKey(key, "key");
    expectKey(wrappingKey, "wrappingKey");
    const params = eitherOperation(wrapAlgorithm, "wrapKey", "encrypt");
    const parts = checkKey(wrappingKey, params, "wrapKey");
    const exported = exportParts(kind, keyParts(key));
    const bytes = exported instanceof Uint8Array ? exported : utf8Encode(JSON.stringify(exported));
    const implementation = implementationOf(params.name);
    return exactBuffer(await (implementation.wrapKey ?? implementation.encrypt)!(params, parts, bytes));
  }

  // https://w3c.github.io/webcrypto/#SubtleCrypto-method-unwrapKey
  async unwrapKey(
    format: string,
    wrappedKey: BufferSource,
    unwrappingKey: CryptoKey,
    unwrapAlgorithm: AlgorithmIdentifier,
    unwrappedKeyAlgorithm: AlgorithmIdentifier,
    extractable: boolean,
    keyUsages: Iterable<string>,
  ): Promise<CryptoKey> {
    this.#check(arguments.length, 7, "unwrapKey");
    const kind = enumeration(format, FORMATS, "KeyFormat");
    const wrapped = bufferSource(wrappedKey, 'The "wrappedKey" argument').slice();
    expectKey(unwrappingKey, "unwrappingKey");
    const usages = toUsages(keyUsages);
    const params = eitherOperation(unwrapAlgorithm, "unwrapKey", "decrypt");
    const imported = normalize(unwrappedKeyAlgorithm, "importKey");
    const parts = checkKey(unwrappingKey, params, "unwrapKey");
    const implementation = implementationOf(params.name);
    const bytes = await (implementation.unwrapKey ?? implementation.decrypt)!(params, parts, wrapped);
    const keyData = kind === "jwk" ? parseJwk(bytes) : bytes;
    return implementationOf(imported.name).importKey!(formatFor(imported.name, kind), keyData, imported, Boolean(extractable), usages);
  }

  #check(count: number, required: number, method: string): void {
    if (!(#isSubtle in this)) throw invalidThis("SubtleCrypto");
    requireArguments(count, required, `SubtleCrypto.${method}`);
  }
}

shapeInterface(SubtleCrypto, "SubtleCrypto");

export const subtle: SubtleCrypto = new SubtleCrypto(CONSTRUCT);

function expectKey(key: unknown, name: string): asserts key is CryptoKey {
  if (!isCryptoKey(key)) throw new TypeError(`The "${name}" argument must be an instance of CryptoKey.`);
}

/** That the key is of the algorithm and may be used in this way. */
function checkKey(key: CryptoKey, params: Params, usage: string): KeyParts {
  const parts = keyParts(key);
  if (parts.algorithm.name !== params.name) throw accessError("Key algorithm mismatch");
  if (!parts.usages.includes(usage)) throw accessError(`Unable to use this key to ${usage}`);
  return parts;
}

/** Wrapping is an operation of few algorithms; the others encrypt. */
function eitherOperation(algorithm: unknown, first: string, second: string): Params {
  try {
    return normalize(algorithm, first);
  } catch {
    return normalize(algorithm, second);
  }
}

function toUsages(usages: unknown): string[] {
  return sequence(usages, (usage) => enumeration(usage, USAGES, "KeyUsage"), 'The "keyUsages" argument');
}

/** A key given to `importKey`: bytes, or for "jwk" an object. */
function toKeyData(format: string, keyData: unknown): Uint8Array | JsonWebKey {
  const isBytes = ArrayBuffer.isView(keyData) || isArrayBuffer(keyData);
  if (format !== "jwk") return bufferSource(keyData, 'The "keyData" argument').slice();
  if (!isObject(keyData) || isBytes) throw new TypeError('The "keyData" argument must be a JsonWebKey object.');
  return keyData as JsonWebKey;
}

function exportParts(format: string, parts: KeyParts): Uint8Array | JsonWebKey {
  const { exportKey } = implementationOf(parts.algorithm.name);
  if (exportKey === undefined) throw unsupported(`${parts.algorithm.name} keys cannot be exported`);
  if (!parts.extractable) throw accessError("key is not extractable");
  return exportKey(formatFor(parts.algorithm.name, format), parts);
}

/** The name that an algorithm has for a format; the older ones know one kind of "raw". */
function formatFor(name: string, format: string): string {
  if (format === "raw-secret" && SECRETS.includes(name)) return "raw";
  if (format === "raw-public" && CURVES.includes(name)) return "raw";
  const isOld = SECRETS.includes(name) || CURVES.includes(name) || name.startsWith("RSA");
  if (isOld && format.startsWith("raw-")) throw unsupported(`${name} keys have no format ${format}`);
  return format;
}

/** A secret that two sides came to, as a key. */
function importSecret(secret: Uint8Array, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  return implementationOf(params.name).importKey!(formatFor(params.name, "raw-secret"), secret, params, extractable, usages);
}

// https://w3c.github.io/webcrypto/#concept-parse-a-jwk
function parseJwk(bytes: Uint8Array): JsonWebKey {
  let jwk: unknown;
  try {
    jwk = JSON.parse(utf8Decode(bytes));
  } catch {
    throw dataError("The wrapped key is not a JsonWebKey");
  }
  if (!isObject(jwk) || (jwk as JsonWebKey).kty === undefined) throw dataError("The wrapped key is not a JsonWebKey");
  return jwk as JsonWebKey;
}

/** A key of `node:crypto` as one of `subtle`. */
export function importKeyObject(data: KeyData, algorithm: unknown, extractable: boolean, keyUsages: unknown): CryptoKey {
  const usages = toUsages(keyUsages);
  const params = normalize(algorithm, "importKey");
  const { adopt } = implementationOf(params.name);
  if (adopt === undefined) throw unsupported(`A KeyObject cannot be a key for ${params.name}`);
  return adopt(data, params, Boolean(extractable), usages);
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  return (buffer.byteLength === bytes.length ? buffer : bytes.slice().buffer) as ArrayBuffer;
}
