// AES for `subtle`: https://w3c.github.io/webcrypto/#aes-cbc and what follows it

import { cipherRun, cipherRunLater, gcm, gcmLater, wrap } from "waypost-internal:internal/crypto/ops";
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
  guardedLater,
  type Implementation,
  INLINE_LIMIT,
  type JsonWebKey,
  jwkOf,
  operationError,
  ordered,
  type Params,
  unsupported,
} from "waypost-internal:web/crypto/support";

function usagesOf(name: string): readonly string[] {
  return name === "AES-KW" ? ["wrapKey", "unwrapKey"] : ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
}

function checkLength(length: number): void {
  if (length !== 128 && length !== 192 && length !== 256) throw operationError("Invalid key length");
}

function secretKey(secret: Uint8Array, name: string, extractable: boolean, usages: string[]): CryptoKey {
  const algorithm = { name, length: secret.length * 8 };
  return makeKey({ type: "secret", extractable, algorithm, usages: ordered(usages), data: { secret } });
}

function secretOf(parts: KeyParts): Uint8Array {
  return (parts.data as { secret: Uint8Array }).secret;
}

function jwkAlgorithm(name: string, length: number): string {
  return `A${length}${name.slice(4)}`;
}

function importSecret(secret: Uint8Array, name: string, extractable: boolean, usages: string[]): CryptoKey {
  if (![16, 24, 32].includes(secret.length)) throw dataError("Invalid key length");
  checkNotEmpty(usages, "Usages cannot be empty when importing a secret key.");
  return secretKey(secret, name, extractable, usages);
}

const keys: Implementation = {
  generateKey({ name, length }: Params, extractable: boolean, usages: string[]): CryptoKey {
    checkUsages(usages, usagesOf(name), name);
    checkLength(length as number);
    checkNotEmpty(usages);
    return secretKey(randomBytes((length as number) / 8), name, extractable, usages);
  },

  importKey(format: string, keyData: Uint8Array | JsonWebKey, { name }: Params, extractable: boolean, usages: string[]): CryptoKey {
    checkUsages(usages, usagesOf(name), name);
    if (format === "raw") return importSecret((keyData as Uint8Array).slice(), name, extractable, usages);
    if (format !== "jwk") throw unsupported(`Unable to import ${name} key with format ${format}`);
    const jwk = keyData as JsonWebKey;
    checkJwk(jwk, "oct", "enc", extractable, usages);
    checkMembers(jwk, ["k"]);
    const secret = guarded(() => Uint8Array.fromBase64(jwk.k!, { alphabet: "base64url" }), "DataError", "Invalid keyData");
    if (jwk.alg !== undefined && jwk.alg !== jwkAlgorithm(name, secret.length * 8)) {
      throw dataError('JWK "alg" does not match the requested algorithm');
    }
    return importSecret(secret, name, extractable, usages);
  },

  adopt(data: KeyData, { name }: Params, extractable: boolean, usages: string[]): CryptoKey {
    if (!("secret" in data)) throw dataError("Invalid key type");
    checkUsages(usages, usagesOf(name), name);
    return importSecret(data.secret, name, extractable, usages);
  },

  exportKey(format: string, parts: KeyParts): Uint8Array | JsonWebKey {
    const { name, length } = parts.algorithm;
    if (format === "raw") return secretOf(parts).slice();
    if (format !== "jwk") throw unsupported(`Unable to export ${name} key using ${format} format`);
    const k = secretOf(parts).toBase64({ alphabet: "base64url", omitPadding: true });
    return jwkOf(parts, { kty: "oct", k, alg: jwkAlgorithm(name, length!) });
  },

  getKeyLength({ length }: Params): number {
    checkLength(length as number);
    return length as number;
  },
};

/** A whole message through a cipher of OpenSSL's name. */
function run(mode: string, isEncrypting: boolean, parts: KeyParts, iv: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const secret = secretOf(parts);
  const name = `aes-${secret.length * 8}-${mode}`;
  return guardedLater(
    async () => (data.length <= INLINE_LIMIT ? cipherRun(name, isEncrypting, secret, iv, data) : cipherRunLater(name, isEncrypting, secret, iv, data)),
    "Cipher job failed",
  );
}

function checkIv(iv: Uint8Array, name: string): void {
  if (iv.length !== 16) throw operationError(`algorithm.${name} must contain exactly 16 bytes`);
}

function cbc(isEncrypting: boolean, { iv }: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> {
  checkIv(iv as Uint8Array, "iv");
  return run("cbc", isEncrypting, parts, iv as Uint8Array, data);
}

export const aesCbc: Implementation = {
  ...keys,
  encrypt: (params, parts, data) => cbc(true, params, parts, data),
  decrypt: (params, parts, data) => cbc(false, params, parts, data),
};

/** The counter is the last `length` bits of its block; when they are used up they begin anew. */
async function ctr({ counter, length }: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> {
  const block = counter as Uint8Array;
  const bits = BigInt(length as number);
  checkIv(block, "counter");
  if (bits === 0n || bits > 128n) throw operationError("AES-CTR algorithm.length must be between 1 and 128");
  const blocks = BigInt(Math.ceil(data.length / 16));
  const size = 1n << bits;
  if (blocks > size) throw operationError("The data is too long for the counter");
  const whole = BigInt(`0x${block.toHex()}`);
  const left = size - (whole & (size - 1n));
  if (blocks <= left) return run("ctr", true, parts, block, data);
  const start = Number(left) * 16;
  const anew = Uint8Array.fromHex((whole - (whole & (size - 1n))).toString(16).padStart(32, "0"));
  const [head, tail] = [await run("ctr", true, parts, block, data.subarray(0, start)), await run("ctr", true, parts, anew, data.subarray(start))];
  const output = new Uint8Array(data.length);
  output.set(head);
  output.set(tail, start);
  return output;
}

export const aesCtr: Implementation = { ...keys, encrypt: ctr, decrypt: ctr };

const TAG_LENGTHS: readonly number[] = [32, 64, 96, 104, 112, 120, 128];
const NOTHING = new Uint8Array(0);

async function gcmMessage(isEncrypting: boolean, params: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> {
  const { iv, additionalData = NOTHING, tagLength = 128 } = params as unknown as { iv: Uint8Array; additionalData?: Uint8Array; tagLength?: number };
  if (!TAG_LENGTHS.includes(tagLength)) throw operationError(`${tagLength} is not a valid AES-GCM tag length`);
  if (!isEncrypting && data.length < tagLength / 8) throw operationError("The provided data is too small.");
  const op = data.length <= INLINE_LIMIT ? gcm : gcmLater;
  return await guardedLater(async () => op(isEncrypting, secretOf(parts), iv, additionalData, data, tagLength / 8), "Cipher job failed");
}

export const aesGcm: Implementation = {
  ...keys,
  encrypt: (params, parts, data) => gcmMessage(true, params, parts, data),
  decrypt: (params, parts, data) => gcmMessage(false, params, parts, data),
};

export const aesKw: Implementation = {
  ...keys,
  wrapKey: (_params, parts, data) => guarded(() => wrap(true, secretOf(parts), data), "OperationError", "The key cannot be wrapped"),
  unwrapKey: (_params, parts, data) => guarded(() => wrap(false, secretOf(parts), data), "OperationError", "The key cannot be unwrapped"),
};
