// https://w3c.github.io/webcrypto/#algorithm-normalization-normalize-an-algorithm

import { bufferSource, bytesOf, DOMString, isObject, octet, unsignedLong, unsignedShort } from "waypost-internal:internal/webidl/webidl";
import { isCryptoKey } from "waypost-internal:web/crypto/crypto_key";
import { type Params, unsupported } from "waypost-internal:web/crypto/support";

export const DIGESTS: readonly string[] = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];

type Convert = (value: unknown, name: string) => unknown;
interface Member {
  name: string;
  convert: Convert;
  isOptional?: boolean;
}

const bytes: Convert = (value, name) => bufferSource(value, `The "${name}" member`).slice();
const hash: Convert = (value) => normalize(value, "digest");
const bigInteger: Convert = (value, name) => {
  if (value instanceof Uint8Array) return new Uint8Array(bytesOf(value));
  throw new TypeError(`Algorithm: ${name}: Not a Uint8Array`);
};
const key: Convert = (value, name) => {
  if (isCryptoKey(value)) return value;
  throw new TypeError(`Algorithm: ${name}: Not a CryptoKey`);
};
const text: Convert = (value) => DOMString(value);
const long: Convert = (value) => unsignedLong(value, "enforce");
const short: Convert = (value) => unsignedShort(value, "enforce");
const byte: Convert = (value) => octet(value, "enforce");

/** The dictionaries, each with its members in the order they are read. */
const NONE: readonly Member[] = [];
const HASH: readonly Member[] = [{ name: "hash", convert: hash }];
const RSA_GENERATE: readonly Member[] = [{ name: "modulusLength", convert: long }, { name: "publicExponent", convert: bigInteger }, { name: "hash", convert: hash }];
const CURVE: readonly Member[] = [{ name: "namedCurve", convert: text }];
const PUBLIC: readonly Member[] = [{ name: "public", convert: key }];
const AES_LENGTH: readonly Member[] = [{ name: "length", convert: short }];
const HMAC: readonly Member[] = [{ name: "hash", convert: hash }, { name: "length", convert: long, isOptional: true }];
const CBC: readonly Member[] = [{ name: "iv", convert: bytes }];
const CTR: readonly Member[] = [{ name: "counter", convert: bytes }, { name: "length", convert: byte }];
const GCM: readonly Member[] = [
  { name: "additionalData", convert: bytes, isOptional: true },
  { name: "iv", convert: bytes },
  { name: "tagLength", convert: byte, isOptional: true },
];
const OAEP: readonly Member[] = [{ name: "label", convert: bytes, isOptional: true }];
const PSS: readonly Member[] = [{ name: "saltLength", convert: long }];
const HKDF: readonly Member[] = [{ name: "hash", convert: hash }, { name: "info", convert: bytes }, { name: "salt", convert: bytes }];
const PBKDF2: readonly Member[] = [{ name: "hash", convert: hash }, { name: "iterations", convert: long }, { name: "salt", convert: bytes }];

type Registered = Readonly<Record<string, readonly Member[]>>;

const DIGEST: Registered = Object.fromEntries(DIGESTS.map((name) => [name, NONE]));
const CIPHERS: Registered = { "RSA-OAEP": OAEP, "AES-CBC": CBC, "AES-CTR": CTR, "AES-GCM": GCM };
const SIGNATURES: Registered = { "RSASSA-PKCS1-v1_5": NONE, "RSA-PSS": PSS, ECDSA: HASH, Ed25519: NONE, HMAC: NONE };
const WRAPPERS: Registered = { "AES-KW": NONE };
const RSA_NAMES = ["RSASSA-PKCS1-v1_5", "RSA-PSS", "RSA-OAEP"];
const AES_NAMES = ["AES-CBC", "AES-CTR", "AES-GCM", "AES-KW"];

function named(names: readonly string[], members: readonly Member[]): Registered {
  return Object.fromEntries(names.map((name) => [name, members]));
}

/** The algorithms of each operation. */
const OPERATIONS: Readonly<Record<string, Registered>> = {
  digest: DIGEST,
  encrypt: CIPHERS,
  decrypt: CIPHERS,
  sign: SIGNATURES,
  verify: SIGNATURES,
  deriveBits: { ECDH: PUBLIC, X25519: PUBLIC, HKDF, PBKDF2 },
  wrapKey: WRAPPERS,
  unwrapKey: WRAPPERS,
  generateKey: { ...named(RSA_NAMES, RSA_GENERATE), ...named(["ECDSA", "ECDH"], CURVE), ...named(["Ed25519", "X25519"], NONE), ...named(AES_NAMES, AES_LENGTH), HMAC },
  importKey: {
    ...named(RSA_NAMES, HASH),
    ...named(["ECDSA", "ECDH"], CURVE),
    ...named(["Ed25519", "X25519", "HKDF", "PBKDF2", ...AES_NAMES], NONE),
    HMAC,
  },
  "get key length": { ...named(AES_NAMES, AES_LENGTH), HMAC, HKDF: NONE, PBKDF2: NONE },
};

/** The params of an operation, each member converted. */
export function normalize(algorithm: unknown, operation: string): Params {
  const name = nameOf(algorithm);
  const registered = OPERATIONS[operation]!;
  const upper = name.toUpperCase();
  const known = Object.keys(registered).find((candidate) => candidate.toUpperCase() === upper);
  if (known === undefined) throw unsupported(`Unrecognized algorithm name: ${name} is not supported by subtle.${operation}`);
  const params: Params = { name: known };
  for (const member of registered[known]!) {
    const value = isObject(algorithm) ? (algorithm as Record<string, unknown>)[member.name] : undefined;
    if (value !== undefined) params[member.name] = member.convert(value, member.name);
    else if (member.isOptional !== true) throw new TypeError(`Algorithm: ${member.name}: Missing or not of its type`);
  }
  return params;
}

/** The name within an AlgorithmIdentifier. */
function nameOf(algorithm: unknown): string {
  if (!isObject(algorithm)) return DOMString(algorithm);
  const { name } = algorithm as { name?: unknown };
  if (name === undefined) throw new TypeError("Algorithm: name: Missing or not a string");
  return DOMString(name);
}
