// KMAC and the extendable digests for `subtle`: https://wicg.github.io/webcrypto-modern-algos/#kmac, #cshake

import { cshake, cshakeLater, kmac as kmacNow, kmacLater } from "waypost-internal:internal/crypto/modern";
import type { CryptoKey, KeyAlgorithm, KeyParts } from "waypost-internal:web/crypto/crypto_key";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { type SecretFamily, secretKey, secretKeys, secretOf } from "waypost-internal:web/crypto/secret_key";
import { checkNotEmpty, checkUsages, dataError, guardedLater, type Implementation, INLINE_LIMIT, operationError, type Params } from "waypost-internal:web/crypto/support";
import { op_crypto_equal } from "waypost-native:web/crypto";

const USES: readonly string[] = ["sign", "verify"];
const NOTHING = new Uint8Array(0);

/** 128 or 256, the end of the name. */
function strengthOf(name: string): number {
  return Number(name.slice(-3));
}

/** The wanted output in bytes. */
function bytesOf(length: number): number {
  if (length % 8 !== 0) throw operationError("length must be a multiple of 8");
  return length / 8;
}

const FAMILY: SecretFamily = {
  usages: USES,
  use: "sig",
  algorithmOf({ name, length }: Params, secret: Uint8Array): KeyAlgorithm {
    const bits = secret.length * 8;
    const wanted = length === undefined ? bits : (length as number);
    if (bits === 0 || wanted > bits || wanted <= bits - 8) throw dataError("Invalid key length");
    const unused = bits - wanted;
    secret[secret.length - 1]! &= 0xff << unused;
    return { name, length: wanted };
  },
  jwkAlgorithm: ({ name }) => `K${strengthOf(name)}`,
};

function code(params: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> {
  const { length, customization = NOTHING } = params as unknown as { length: number; customization?: Uint8Array };
  const bytes = bytesOf(length);
  const op = data.length <= INLINE_LIMIT ? kmacNow : kmacLater;
  return guardedLater(async () => op(strengthOf(params.name), secretOf(parts), customization, data, bytes), "The code could not be made");
}

export const kmac: Implementation = {
  ...secretKeys(FAMILY),

  generateKey(params: Params, extractable: boolean, usages: string[]): CryptoKey {
    checkUsages(usages, USES, params.name);
    const length = this.getKeyLength!(params) as number;
    if (length === 0) throw operationError("Zero-length key is not supported");
    checkNotEmpty(usages);
    return secretKey(FAMILY, randomBytes(Math.ceil(length / 8)), params, extractable, usages);
  },

  getKeyLength: ({ name, length }) => (length === undefined ? strengthOf(name) : (length as number)),

  sign: code,

  async verify(params: Params, parts: KeyParts, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
    const expected = await code(params, parts, data);
    return signature.length === expected.length && op_crypto_equal(signature, expected);
  },
};

/** cSHAKE of the bytes, which nobody changes meanwhile. */
export function customizedDigest(params: Params, data: Uint8Array): Promise<Uint8Array> {
  const { length, functionName = NOTHING, customization = NOTHING } = params as unknown as {
    length: number;
    functionName?: Uint8Array;
    customization?: Uint8Array;
  };
  const bytes = bytesOf(length);
  const op = data.length <= INLINE_LIMIT ? cshake : cshakeLater;
  return guardedLater(async () => op(strengthOf(params.name), functionName, customization, data, bytes), "The digest could not be made");
}
