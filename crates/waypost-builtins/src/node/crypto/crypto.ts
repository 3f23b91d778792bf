// node:crypto. https://nodejs.org/api/crypto.html
//
// What is not exported here does not exist yet: the loader answers its use with an error that names it.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { bytesOf, isAnyArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { Certificate } from "waypost-internal:node/crypto/certificate";
import { createCipheriv, createDecipheriv, Cipheriv, Decipheriv, getCipherInfo, getCiphers } from "waypost-internal:node/crypto/cipher";
import { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } from "waypost-internal:node/crypto/derive";
import { createDiffieHellman, createECDH, DiffieHellman, DiffieHellmanGroup, diffieHellman, ECDH, getDiffieHellman } from "waypost-internal:node/crypto/dh";
import {
  checkPrime,
  checkPrimeSync,
  generateKey,
  generateKeyPair,
  generateKeyPairSync,
  generateKeySync,
  generatePrime,
  generatePrimeSync,
  getCurves,
} from "waypost-internal:node/crypto/generate";
import { createPrivateKey, createPublicKey, createSecretKey, KeyObject } from "waypost-internal:node/crypto/keys";
import { privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt } from "waypost-internal:node/crypto/rsa";
import { createSign, createVerify, Sign, sign, Verify, verify } from "waypost-internal:node/crypto/sign";
import { X509Certificate } from "waypost-internal:node/crypto/x509";
import { getHashes } from "waypost-internal:node/crypto/algorithms";
import { constants } from "waypost-internal:node/crypto/constants";
import { createHash, createHmac, Hash, hash, Hmac } from "waypost-internal:node/crypto/hash";
import { randomBytes, randomFill, randomFillSync, randomInt, randomUUID } from "waypost-internal:node/crypto/random";
import { tellsPendingDeprecations } from "waypost-internal:node/process/warning";
import { deprecate } from "waypost-internal:node/util/deprecate";
import { crypto } from "waypost-internal:web/crypto/crypto";
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

/** There is no FIPS mode to turn on; turning it off changes nothing. */
export function setFips(isOn: boolean): void {
  if (isOn) throw nodeError(Error, "ERR_CRYPTO_FIPS_UNAVAILABLE", "Cannot set FIPS mode in a non-FIPS build.");
}

/** Keys are never on a heap of their own. */
export function secureHeapUsed(): { total: number; used: number; utilization: number; min: number } {
  return { total: 0, used: 0, utilization: 0, min: 0 };
}

/** Engines belong to OpenSSL. */
export function setEngine(id: string): void {
  throw nodeError(Error, "ERR_CRYPTO_ENGINE_UNKNOWN", `Engine "${id}" was not found`);
}

/** An alias that old code uses. */
const pseudoRandomBytes = randomBytes;

export { crypto as webcrypto } from "waypost-internal:web/crypto/crypto";
export { subtle } from "waypost-internal:web/crypto/subtle";
export {
  Certificate,
  checkPrime,
  checkPrimeSync,
  Cipheriv,
  constants,
  createCipheriv,
  createDecipheriv,
  createDiffieHellman,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  createSign,
  createVerify,
  Decipheriv,
  DiffieHellman,
  diffieHellman,
  DiffieHellmanGroup,
  ECDH,
  generateKey,
  generateKeyPair,
  generateKeyPairSync,
  generateKeySync,
  generatePrime,
  generatePrimeSync,
  getCipherInfo,
  getCiphers,
  getCurves,
  getDiffieHellman,
  getHashes,
  Hash,
  hash,
  hkdf,
  hkdfSync,
  Hmac,
  KeyObject,
  pbkdf2,
  pbkdf2Sync,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  scrypt,
  scryptSync,
  Sign,
  sign,
  Verify,
  verify,
  X509Certificate,
  getDiffieHellman as createDiffieHellmanGroup,
  pseudoRandomBytes as prng,
  pseudoRandomBytes,
  pseudoRandomBytes as rng,
};

/** The members by name; each part is evaluated when one of its members is first used. */
const members: Record<string, () => unknown> = {
  Certificate: () => Certificate,
  checkPrime: () => checkPrime,
  checkPrimeSync: () => checkPrimeSync,
  Cipheriv: () => Cipheriv,
  constants: () => constants,
  createCipheriv: () => createCipheriv,
  createDecipheriv: () => createDecipheriv,
  createDiffieHellman: () => createDiffieHellman,
  createECDH: () => createECDH,
  createHash: () => createHash,
  createHmac: () => createHmac,
  createPrivateKey: () => createPrivateKey,
  createPublicKey: () => createPublicKey,
  createSecretKey: () => createSecretKey,
  createSign: () => createSign,
  createVerify: () => createVerify,
  Decipheriv: () => Decipheriv,
  DiffieHellman: () => DiffieHellman,
  diffieHellman: () => diffieHellman,
  DiffieHellmanGroup: () => DiffieHellmanGroup,
  ECDH: () => ECDH,
  generateKey: () => generateKey,
  generateKeyPair: () => generateKeyPair,
  generateKeyPairSync: () => generateKeyPairSync,
  generateKeySync: () => generateKeySync,
  generatePrime: () => generatePrime,
  generatePrimeSync: () => generatePrimeSync,
  getCipherInfo: () => getCipherInfo,
  getCiphers: () => getCiphers,
  getCurves: () => getCurves,
  getDiffieHellman: () => getDiffieHellman,
  getFips: () => getFips,
  getHashes: () => getHashes,
  getRandomValues: () => getRandomValues,
  Hash: () => Hash,
  hash: () => hash,
  hkdf: () => hkdf,
  hkdfSync: () => hkdfSync,
  Hmac: () => Hmac,
  KeyObject: () => KeyObject,
  pbkdf2: () => pbkdf2,
  pbkdf2Sync: () => pbkdf2Sync,
  privateDecrypt: () => privateDecrypt,
  privateEncrypt: () => privateEncrypt,
  publicDecrypt: () => publicDecrypt,
  publicEncrypt: () => publicEncrypt,
  randomBytes: () => randomBytes,
  randomFill: () => randomFill,
  randomFillSync: () => randomFillSync,
  randomInt: () => randomInt,
  randomUUID: () => randomUUID,
  scrypt: () => scrypt,
  scryptSync: () => scryptSync,
  secureHeapUsed: () => secureHeapUsed,
  setEngine: () => setEngine,
  setFips: () => setFips,
  Sign: () => Sign,
  sign: () => sign,
  timingSafeEqual: () => timingSafeEqual,
  Verify: () => Verify,
  verify: () => verify,
  X509Certificate: () => X509Certificate,
  createDiffieHellmanGroup: () => getDiffieHellman,
  subtle: () => crypto.subtle,
  webcrypto: () => crypto,
};

/** Old names of `randomBytes`, which Node.js does not list. */
const HIDDEN: Record<string, () => unknown> = {
  prng: () => oldName("prng"),
  pseudoRandomBytes: () => oldName("pseudoRandomBytes"),
  rng: () => oldName("rng"),
};

function oldName(name: string): unknown {
  return tellsPendingDeprecations() ? deprecate(randomBytes as never, `crypto.${name} is deprecated.`, "DEP0115") : randomBytes;
}

export default lazyMembers(lazyMembers({}, members), HIDDEN, false);
