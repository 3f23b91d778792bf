// HMAC for `subtle`: https://w3c.github.io/webcrypto/#hmac

import type { KeyData } from "waypost-internal:internal/crypto/keys";
import { type CryptoKey, type KeyParts, makeKey } from "waypost-internal:web/crypto/crypto_key";
import { randomBytes } from "waypost-internal:web/crypto/random";
import {
  checkJwk,
  checkMembers,
  checkNotEmpty,
  checkUsages,
  dataError,
  guarded,
  type Implementation,
  INLINE_LIMIT,
  type JsonWebKey,
  jwkOf,
  opHash,
  operationError,
  ordered,
  type Params,
  unsupported,
} from "waypost-internal:web/crypto/support";
import { op_crypto_equal, op_crypto_hmac, op_crypto_hmac_async } from "waypost-native:web/crypto";

const USES = ["sign", "verify"];

/** The block of a hash in bits: how long a generated key is. */
function blockOf(hash: string): number {
  return hash === "SHA-384" || hash === "SHA-512" ? 1024 : 512;
}

/** `SHA-256` is `HS256` in a JSON Web Key. */
function jwkAlgorithm(hash: string): string {
  return `HS${hash.slice(4)}`;
}

function hashOf(params: Params): string {
  return (params.hash as Params).name;
}

/** A length that is no multiple of eight leaves bits of the last byte unused. */
function clearUnusedBits(material: Uint8Array, length: number): void {
  const used = length % 8;
  if (used > 0) material[material.length - 1]! &= 0xff << (8 - used);
}

function hmacKey(secret: Uint8Array, hash: string, length: number, extractable: boolean, usages: string[]): CryptoKey {
  const algorithm = { name: "HMAC", length, hash: { name: hash } };
  return makeKey({ type: "secret", extractable, algorithm, usages: ordered(usages), data: { secret } });
}

function importSecret(secret: Uint8Array, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  const bits = secret.length * 8;
  if (bits === 0) throw dataError("Zero-length key is not supported");
  let length = bits;
  if (params.length !== undefined) {
    length = params.length as number;
    if (!(length <= bits && length > bits - 8)) throw dataError("Invalid key length");
    clearUnusedBits(secret, length);
  }
  checkNotEmpty(usages, "Usages cannot be empty when importing a secret key.");
  return hmacKey(secret, hashOf(params), length, extractable, usages);
}

// https://w3c.github.io/webcrypto/#hmac-operations-import-key
function importJwk(jwk: JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  checkJwk(jwk, "oct", "sig", extractable, usages);
  checkMembers(jwk, ["k"]);
  if (jwk.alg !== undefined && jwk.alg !== jwkAlgorithm(hashOf(params))) {
    throw dataError('JWK "alg" does not match the requested algorithm');
  }
  const secret = guarded(() => Uint8Array.fromBase64(jwk.k!, { alphabet: "base64url" }), "DataError", "Invalid keyData");
  return importSecret(secret, params, extractable, usages);
}

function secretOf(parts: KeyParts): Uint8Array {
  return (parts.data as { secret: Uint8Array }).secret;
}

function code(parts: KeyParts, data: Uint8Array): Promise<Uint8Array> | Uint8Array {
  const hash = opHash(parts.algorithm.hash!.name);
  const op = data.length > INLINE_LIMIT ? op_crypto_hmac_async : op_crypto_hmac;
  return op(hash, secretOf(parts), data);
}

export const hmac: Implementation = {
  generateKey(params: Params, extractable: boolean, usages: string[]): CryptoKey {
    checkUsages(usages, USES, "HMAC");
    const length = params.length === undefined ? blockOf(hashOf(params)) : (params.length as number);
    if (length === 0) throw operationError("Zero-length key is not supported");
    checkNotEmpty(usages);
    const secret = randomBytes(Math.ceil(length / 8));
    clearUnusedBits(secret, length);
    return hmacKey(secret, hashOf(params), length, extractable, usages);
  },

  importKey(format: string, keyData: Uint8Array | JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
    checkUsages(usages, USES, "HMAC");
    if (format === "raw") return importSecret((keyData as Uint8Array).slice(), params, extractable, usages);
    if (format === "jwk") return importJwk(keyData as JsonWebKey, params, extractable, usages);
    throw unsupported(`Unable to import HMAC key with format ${format}`);
  },

  adopt(data: KeyData, params: Params, extractable: boolean, usages: string[]): CryptoKey {
    if (!("secret" in data)) throw dataError("Invalid key type");
    checkUsages(usages, USES, "HMAC");
    return importSecret(data.secret.slice(), params, extractable, usages);
  },

  exportKey(format: string, parts: KeyParts): Uint8Array | JsonWebKey {
    if (format === "raw") return secretOf(parts).slice();
    if (format !== "jwk") throw unsupported(`Unable to export HMAC key using ${format} format`);
    const k = secretOf(parts).toBase64({ alphabet: "base64url", omitPadding: true });
    return jwkOf(parts, { kty: "oct", k, alg: jwkAlgorithm(parts.algorithm.hash!.name) });
  },

  getKeyLength(params: Params): number {
    if (params.length === undefined) return blockOf(hashOf(params));
    if (params.length === 0) throw new TypeError("Zero-length key is not supported");
    return params.length as number;
  },

  sign: (_params, parts, data) => code(parts, data),

  async verify(_params: Params, parts: KeyParts, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
    const expected = await code(parts, data);
    return signature.length === expected.length && op_crypto_equal(signature, expected);
  },
};
