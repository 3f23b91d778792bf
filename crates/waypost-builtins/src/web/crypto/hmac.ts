// HMAC for `subtle`: https://w3c.github.io/webcrypto/#hmac

import { type CryptoKey, type KeyAlgorithm, keyParts, makeKey } from "waypost-internal:web/crypto/crypto_key";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { digestName, type JsonWebKey } from "waypost-internal:web/crypto/subtle";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { op_crypto_equal, op_crypto_hmac, op_crypto_hmac_async } from "waypost-native:web/crypto";

/** What `generateKey` and `importKey` are told. */
export interface HmacParams {
  name: string;
  hash: string | KeyAlgorithm;
  length?: number;
}

interface HmacKeyAlgorithm extends KeyAlgorithm {
  hash: KeyAlgorithm;
  length: number;
}

interface HashFacts {
  name: string;
  /** The block of the hash in bits: how long a generated key is. */
  block: number;
  /** The name of the key in a JWK. */
  alg: string;
}

const HASHES: ReadonlyMap<string, HashFacts> = new Map([
  ["sha1", { name: "SHA-1", block: 512, alg: "HS1" }],
  ["sha256", { name: "SHA-256", block: 512, alg: "HS256" }],
  ["sha384", { name: "SHA-384", block: 1024, alg: "HS384" }],
  ["sha512", { name: "SHA-512", block: 1024, alg: "HS512" }],
]);

export function generateKey(params: HmacParams, extractable: boolean, usages: string[]): CryptoKey {
  const { hash } = hashOf(params, "generateKey");
  const length = params.length === undefined ? hash.block : Number(params.length);
  checkUsages(usages);
  if (usages.length === 0) throw new DOMException("Usages cannot be empty when creating a key.", "SyntaxError");
  if (!(length > 0)) throw new DOMException("Zero-length key is not supported", "OperationError");
  const material = randomBytes(Math.ceil(length / 8));
  clearUnusedBits(material, length);
  return hmacKey(material, hash.name, length, extractable, usages);
}

export function importRaw(material: Uint8Array, params: HmacParams, extractable: boolean, usages: string[]): CryptoKey {
  const { hash } = hashOf(params, "importKey");
  checkUsages(usages);
  if (usages.length === 0) throw new DOMException("Usages cannot be empty when importing a secret key.", "SyntaxError");
  const bits = material.length * 8;
  if (bits === 0) throw new DOMException("Zero-length key is not supported", "DataError");
  let length = bits;
  if (params.length !== undefined) {
    length = Number(params.length);
    if (!(length <= bits && length > bits - 8)) throw new DOMException("Invalid key length", "DataError");
    clearUnusedBits(material, length);
  }
  return hmacKey(material, hash.name, length, extractable, usages);
}

// https://w3c.github.io/webcrypto/#hmac-operations-import-key
export function importJwk(jwk: JsonWebKey, params: HmacParams, extractable: boolean, usages: string[]): CryptoKey {
  const { hash } = hashOf(params, "importKey");
  if (jwk.kty !== "oct") throw new DOMException('Invalid JWK "kty" Parameter', "DataError");
  if (typeof jwk.k !== "string") throw new DOMException("Invalid keyData", "DataError");
  if (jwk.alg !== undefined && jwk.alg !== hash.alg) {
    throw new DOMException('JWK "alg" does not match the requested algorithm', "DataError");
  }
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== "sig") {
    throw new DOMException('Invalid JWK "use" Parameter', "DataError");
  }
  if (jwk.key_ops !== undefined) checkKeyOps(jwk.key_ops, usages);
  if (jwk.ext === false && extractable) {
    throw new DOMException('JWK "ext" Parameter and extractable mismatch', "DataError");
  }
  let material: Uint8Array;
  try {
    material = Uint8Array.fromBase64(jwk.k, { alphabet: "base64url" });
  } catch {
    throw new DOMException("Invalid keyData", "DataError");
  }
  return importRaw(material, params, extractable, usages);
}

function checkKeyOps(operations: unknown, usages: string[]): void {
  const valid = Array.isArray(operations) && new Set(operations).size === operations.length;
  if (!valid) throw new DOMException('Invalid JWK "key_ops" Parameter', "DataError");
  if (!usages.every((usage) => (operations as unknown[]).includes(usage))) {
    throw new DOMException('Key operations and usage mismatch', "DataError");
  }
}

export function exportJwk(key: CryptoKey): JsonWebKey {
  const { material, algorithm, usages, extractable } = keyParts(key);
  return {
    key_ops: usages.slice(),
    ext: extractable,
    kty: "oct",
    k: material.toBase64({ alphabet: "base64url", omitPadding: true }),
    alg: HASHES.get(hashNameOf(algorithm))!.alg,
  };
}

/** The authentication code of the data under the key. */
export function sign(key: CryptoKey, data: Uint8Array, isLarge: boolean): Uint8Array | Promise<Uint8Array> {
  const { material, algorithm } = keyParts(key);
  const op = isLarge ? op_crypto_hmac_async : op_crypto_hmac;
  return op(hashNameOf(algorithm), material, data);
}

export async function verify(key: CryptoKey, signature: Uint8Array, data: Uint8Array, isLarge: boolean): Promise<boolean> {
  const code = await sign(key, data, isLarge);
  return signature.length === code.length && op_crypto_equal(signature, code);
}

function hashOf(params: HmacParams, operation: string): { hash: HashFacts } {
  if (typeof params !== "object" || params.hash === undefined) {
    throw new TypeError("HmacParams: hash: Missing or not an AlgorithmIdentifier");
  }
  return { hash: HASHES.get(digestName(params.hash, operation))! };
}

function hashNameOf(algorithm: KeyAlgorithm): string {
  return digestName((algorithm as HmacKeyAlgorithm).hash, "sign");
}

function checkUsages(usages: string[]): void {
  if (usages.some((usage) => usage !== "sign" && usage !== "verify")) {
    throw new DOMException("Unsupported key usage for an HMAC key", "SyntaxError");
  }
}

/** A length that is no multiple of eight leaves bits of the last byte unused. */
function clearUnusedBits(material: Uint8Array, length: number): void {
  const used = length % 8;
  if (used > 0) material[material.length - 1]! &= 0xff << (8 - used);
}

function hmacKey(material: Uint8Array, hash: string, length: number, extractable: boolean, usages: string[]): CryptoKey {
  const algorithm: HmacKeyAlgorithm = { name: "HMAC", length, hash: { name: hash } };
  const ordered = ["sign", "verify"].filter((usage) => usages.includes(usage));
  return makeKey({ type: "secret", extractable, algorithm, usages: ordered, material });
}
