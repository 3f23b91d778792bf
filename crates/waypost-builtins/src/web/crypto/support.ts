// What the algorithms of `subtle` share: errors, usages, members of JSON Web Keys.

import type { KeyData, NativeKey } from "waypost-internal:internal/crypto/keys";
import { type CryptoKey, type KeyAlgorithm, type KeyParts, makeKey } from "waypost-internal:web/crypto/crypto_key";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";

// https://w3c.github.io/webcrypto/#JsonWebKey-dictionary
export interface JsonWebKey {
  kty?: string;
  use?: string;
  key_ops?: string[];
  alg?: string;
  ext?: boolean;
  crv?: string;
  k?: string;
  d?: string;
  x?: string;
  y?: string;
  n?: string;
  e?: string;
  [member: string]: unknown;
}

/** What a method is told, after normalisation; every member is of its type. */
export interface Params {
  name: string;
  [member: string]: unknown;
}

/** Every usage, in the order a key lists its own. */
export const USAGES: readonly string[] = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey", "encapsulateKey", "encapsulateBits", "decapsulateKey", "decapsulateBits"];

/** What an algorithm does. Keys and params are checked to belong to it before. */
export interface Implementation {
  generateKey?(params: Params, extractable: boolean, usages: string[]): Promise<CryptoKey | CryptoKeyPair> | CryptoKey | CryptoKeyPair;
  importKey?(format: string, keyData: Uint8Array | JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey;
  exportKey?(format: string, parts: KeyParts): Uint8Array | JsonWebKey;
  /** A key made elsewhere, as one of this algorithm. */
  adopt?(data: KeyData, params: Params, extractable: boolean, usages: string[]): CryptoKey;
  encrypt?(params: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> | Uint8Array;
  decrypt?(params: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> | Uint8Array;
  sign?(params: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> | Uint8Array;
  verify?(params: Params, parts: KeyParts, signature: Uint8Array, data: Uint8Array): Promise<boolean> | boolean;
  deriveBits?(params: Params, parts: KeyParts, length: number | null): Promise<Uint8Array> | Uint8Array;
  getKeyLength?(params: Params): number | null;
  wrapKey?(params: Params, parts: KeyParts, data: Uint8Array): Uint8Array;
  unwrapKey?(params: Params, parts: KeyParts, data: Uint8Array): Uint8Array;
  encapsulate?(params: Params, parts: KeyParts): { sharedKey: Uint8Array; ciphertext: Uint8Array };
  decapsulate?(params: Params, parts: KeyParts, ciphertext: Uint8Array): Uint8Array;
  /** The public key that belongs to a private one. */
  publicKey?(parts: KeyParts, usages: string[]): CryptoKey;
}

export interface CryptoKeyPair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

export function dataError(message: string): DOMException {
  return new DOMException(message, "DataError");
}

export function operationError(message: string): DOMException {
  return new DOMException(message, "OperationError");
}

export function accessError(message: string): DOMException {
  return new DOMException(message, "InvalidAccessError");
}

export function unsupported(message: string): DOMException {
  return new DOMException(message, "NotSupportedError");
}

/** Refuses usages the key cannot have. */
export function checkUsages(usages: string[], allowed: readonly string[], name: string): void {
  if (usages.some((usage) => !allowed.includes(usage))) {
    throw new DOMException(`Unsupported key usage for ${/^[AEHRX]/.test(name) ? "an" : "a"} ${name} key`, "SyntaxError");
  }
}

/** A secret or private key without a use is an error. */
export function checkNotEmpty(usages: string[], message: string = "Usages cannot be empty when creating a key."): void {
  if (usages.length === 0) throw new DOMException(message, "SyntaxError");
}

/** The usages in the order of the standard, each once; only these. */
export function ordered(usages: string[], among: readonly string[] = USAGES): string[] {
  return USAGES.filter((usage) => usages.includes(usage) && among.includes(usage));
}

/** A key of a pair. */
export function nativeKey(key: NativeKey, algorithm: KeyAlgorithm, extractable: boolean, usages: string[]): CryptoKey {
  const type = key.about.isPrivate ? "private" : "public";
  return makeKey({ type, extractable, algorithm, usages: ordered(usages), data: key });
}

/** Both keys of a pair, each with its part of the usages. */
export function keyPair(key: NativeKey, algorithm: KeyAlgorithm, extractable: boolean, usages: string[], open: readonly string[], secret: readonly string[]): CryptoKeyPair {
  return {
    publicKey: nativeKey(key.publicHalf(), algorithm, true, ordered(usages, open)),
    privateKey: nativeKey(key, algorithm, extractable, ordered(usages, secret)),
  };
}

/** What every import of a JSON Web Key checks: kty, use, key_ops, ext. */
export function checkJwk(jwk: JsonWebKey, kty: string, use: string, extractable: boolean, usages: string[]): void {
  if (jwk.kty !== kty) throw dataError('Invalid JWK "kty" Parameter');
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) throw dataError('Invalid JWK "use" Parameter');
  if (jwk.key_ops !== undefined) {
    const operations = jwk.key_ops as unknown[];
    if (!Array.isArray(operations) || new Set(operations).size !== operations.length) throw dataError('Invalid JWK "key_ops" Parameter');
    if (!usages.every((usage) => operations.includes(usage))) throw dataError("Key operations and usage mismatch");
  }
  if (jwk.ext === false && extractable) throw dataError('JWK "ext" Parameter and extractable mismatch');
}

/** The members of this list as base64url, or an error. */
export function checkMembers(jwk: JsonWebKey, members: readonly string[]): void {
  for (const member of members) {
    const value = jwk[member];
    if (typeof value !== "string" || !/^[A-Za-z0-9_-]*$/.test(value)) throw dataError(`Invalid JWK "${member}" Parameter`);
  }
}

/** What every exported JSON Web Key has. */
export function jwkOf(parts: KeyParts, members: Record<string, unknown>): JsonWebKey {
  return { key_ops: parts.usages.slice(), ext: parts.extractable, ...members };
}

/** Runs native work; whatever is wrong with it is an error of this name. */
export function guarded<T>(work: () => T, name: "DataError" | "OperationError", message: string): T {
  try {
    return work();
  } catch {
    throw new DOMException(message, name);
  }
}

/** The same for work on another thread. */
export async function guardedLater<T>(work: () => Promise<T>, message: string): Promise<T> {
  try {
    return await work();
  } catch {
    throw operationError(message);
  }
}

/** The public key that belongs to a private one of a pair, with these usages at most. */
export function publicKeyOf(parts: KeyParts, usages: string[], open: readonly string[]): CryptoKey {
  checkUsages(usages, open, parts.algorithm.name);
  return nativeKey((parts.data as NativeKey).publicHalf(), parts.algorithm, true, usages);
}

/** The op's name of a digest: `SHA-256` is `sha256`, `SHA3-256` is `sha3-256`. */
export function opHash(name: string): string {
  if (name.startsWith("SHA3")) return name.toLowerCase();
  return name.toLowerCase().replace("-", "");
}

/** Up to this many bytes an operation is done at once; above, on another thread. */
export const INLINE_LIMIT = 65536;
