// AES-OCB and ChaCha20-Poly1305 for `subtle`: https://wicg.github.io/webcrypto-modern-algos/#aes-ocb, #chacha20-poly1305

import { aead, aeadLater } from "waypost-internal:internal/crypto/modern";
import type { CryptoKey, KeyAlgorithm, KeyParts } from "waypost-internal:web/crypto/crypto_key";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { type SecretFamily, secretKey, secretKeys, secretOf } from "waypost-internal:web/crypto/secret_key";
import { checkNotEmpty, checkUsages, dataError, guardedLater, type Implementation, INLINE_LIMIT, operationError, type Params } from "waypost-internal:web/crypto/support";

const USES: readonly string[] = ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
const NOTHING = new Uint8Array(0);

const OCB: SecretFamily = {
  usages: USES,
  use: "enc",
  algorithmOf({ name }: Params, secret: Uint8Array): KeyAlgorithm {
    if (![16, 24, 32].includes(secret.length)) throw dataError("Invalid key length");
    return { name, length: secret.length * 8 };
  },
  jwkAlgorithm: ({ length }) => `A${length}OCB`,
};

const CHACHA: SecretFamily = {
  usages: USES,
  use: "enc",
  algorithmOf({ name }: Params, secret: Uint8Array): KeyAlgorithm {
    if (secret.length !== 32) throw dataError("Invalid key length");
    return { name };
  },
  jwkAlgorithm: () => "C20P",
};

interface Message {
  iv: Uint8Array;
  additionalData?: Uint8Array;
  tagLength?: number;
}

async function run(isOcb: boolean, isEncrypting: boolean, params: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> {
  const { iv, additionalData = NOTHING, tagLength = 128 } = params as unknown as Message;
  const lengths = isOcb ? [64, 96, 128] : [128];
  if (!lengths.includes(tagLength)) throw operationError(`${tagLength} is not a valid ${params.name} tag length`);
  if (isOcb ? iv.length > 15 : iv.length !== 12) throw operationError("algorithm.iv has a wrong length");
  const op = data.length <= INLINE_LIMIT ? aead : aeadLater;
  return await guardedLater(async () => op(isOcb, isEncrypting, secretOf(parts), iv, additionalData, data, tagLength / 8), "Cipher job failed");
}

function cipher(family: SecretFamily, isOcb: boolean): Implementation {
  return {
    ...secretKeys(family),
    encrypt: (params, parts, data) => run(isOcb, true, params, parts, data),
    decrypt: (params, parts, data) => run(isOcb, false, params, parts, data),
  };
}

export const aesOcb: Implementation = {
  ...cipher(OCB, true),
  generateKey(params: Params, extractable: boolean, usages: string[]): CryptoKey {
    checkUsages(usages, USES, params.name);
    const length = this.getKeyLength!(params) as number;
    checkNotEmpty(usages);
    return secretKey(OCB, randomBytes(length / 8), params, extractable, usages);
  },
  getKeyLength({ length }: Params): number {
    if (length !== 128 && length !== 192 && length !== 256) throw operationError("Invalid key length");
    return length;
  },
};

export const chacha20Poly1305: Implementation = {
  ...cipher(CHACHA, false),
  generateKey(params: Params, extractable: boolean, usages: string[]): CryptoKey {
    checkUsages(usages, USES, params.name);
    checkNotEmpty(usages);
    return secretKey(CHACHA, randomBytes(32), params, extractable, usages);
  },
  getKeyLength: () => 256,
};
