// node:crypto. https://nodejs.org/api/crypto.html
//
// What is not exported here does not exist yet: the loader answers its use with an error that names it.

import { codes } from "waypost-internal:internal/errors/errors";
import { bytesOf, isAnyArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { getHashes } from "waypost-internal:node/crypto/algorithms";
import { constants } from "waypost-internal:node/crypto/constants";
import { createHash, createHmac, Hash, hash, Hmac } from "waypost-internal:node/crypto/hash";
import { randomBytes, randomFill, randomFillSync, randomInt, randomUUID } from "waypost-internal:node/crypto/random";
import { type Crypto, crypto } from "waypost-internal:web/crypto/crypto";
import type { SubtleCrypto } from "waypost-internal:web/crypto/subtle";
import { op_node_crypto_equal } from "waypost-native:node/crypto";

/** Compares without telling by its time where the difference is. */
export function timingSafeEqual(buf1: ArrayBuffer | ArrayBufferView, buf2: ArrayBuffer | ArrayBufferView): boolean {
  const first = comparable(buf1, "buf1");
  const second = comparable(buf2, "buf2");
  if (first.length !== second.length) throw new codes.ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH!();
  return op_node_crypto_equal(first, second);
}

function comparable(value: unknown, name: string): Uint8Array {
  if (ArrayBuffer.isView(value) || isAnyArrayBuffer(value)) return bytesOf(value);
  throw new codes.ERR_INVALID_ARG_TYPE!(name, ["ArrayBuffer", "Buffer", "TypedArray", "DataView"], value);
}

export function getRandomValues<T extends ArrayBufferView>(array: T): T {
  return crypto.getRandomValues(array);
}

/** 0: there is no FIPS mode here. */
export function getFips(): 0 {
  return 0;
}

/** An alias that old code uses. */
const pseudoRandomBytes = randomBytes;

const lazily = {
  get webcrypto(): Crypto {
    return crypto;
  },
  get subtle(): SubtleCrypto {
    return crypto.subtle;
  },
};

export { crypto as webcrypto } from "waypost-internal:web/crypto/crypto";
export { subtle } from "waypost-internal:web/crypto/subtle";
export {
  constants,
  createHash,
  createHmac,
  getHashes,
  Hash,
  hash,
  Hmac,
  pseudoRandomBytes as prng,
  pseudoRandomBytes,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  pseudoRandomBytes as rng,
};

const members = {
  constants,
  createHash,
  createHmac,
  getFips,
  getHashes,
  getRandomValues,
  Hash,
  hash,
  Hmac,
  prng: pseudoRandomBytes,
  pseudoRandomBytes,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  rng: pseudoRandomBytes,
  timingSafeEqual,
};
export default Object.defineProperties(members, Object.getOwnPropertyDescriptors(lazily));
