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
const hash: Convert = (value) => normalize(value, "hash");
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

const CSHAKE: readonly Member[] = [
  { name: "customization", convert: bytes, isOptional: true },
  { name: "functionName", convert: bytes, isOptional: true },
  { name: "length", convert: long },
];
const KMAC: readonly Member[] = [{ name: "customization", convert: bytes, isOptional: true }, { name: "length", convert: long }];
const KMAC_KEY: readonly Member[] = [{ name: "length", convert: long, isOptional: true }];
const CONTEXT: readonly Member[] = [{ name: "context", convert: bytes, isOptional: true }];
const ARGON2: readonly Member[] = [
  { name: "associatedData", convert: bytes, isOptional: true },
  { name: "memory", convert: long },
  { name: "nonce", convert: bytes },
  { name: "parallelism", convert: long },
  { name: "passes", convert: long },
  { name: "secretValue", convert: bytes, isOptional: true },
  { name: "version", convert: byte, isOptional: true },
];

type Registered = Readonly<Record<string, readonly Member[]>>;

const OKP_NAMES = ["Ed25519", "Ed448", "X25519", "X448"];
const RSA_NAMES = ["RSASSA-PKCS1-v1_5", "RSA-PSS", "RSA-OAEP"];
const AES_NAMES = ["AES-CBC", "AES-CTR", "AES-GCM", "AES-KW", "AES-OCB"];
const ML_DSA_NAMES = ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];
const ML_KEM_NAMES = ["ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"];
const LATTICES = [...ML_DSA_NAMES, ...ML_KEM_NAMES];
const KMAC_NAMES = ["KMAC128", "KMAC256"];
const ARGON2_NAMES = ["Argon2d", "Argon2i", "Argon2id"];

/** The hashes that are a part of another algorithm; `digest` knows more. */
const HASHES: Registered = named(DIGESTS, NONE);
const DIGEST: Registered = { ...HASHES, ...named(["SHA3-256", "SHA3-384", "SHA3-512"], NONE), cSHAKE128: CSHAKE, cSHAKE256: CSHAKE };
const CIPHERS: Registered = { "RSA-OAEP": OAEP, "AES-CBC": CBC, "AES-CTR": CTR, "AES-GCM": GCM, "AES-OCB": GCM, "ChaCha20-Poly1305": GCM };
const SIGNATURES: Registered = {
  "RSASSA-PKCS1-v1_5": NONE,
  "RSA-PSS": PSS,
  ECDSA: HASH,
  Ed25519: NONE,
  Ed448: CONTEXT,
  HMAC: NONE,
  ...named(KMAC_NAMES, KMAC),
  ...named(ML_DSA_NAMES, CONTEXT),
};
const WRAPPERS: Registered = { "AES-KW": NONE };
const ENCAPSULATIONS: Registered = named(ML_KEM_NAMES, NONE);

function named(names: readonly string[], members: readonly Member[]): Registered {
  return Object.fromEntries(names.map((name) => [name, members]));
}

/** The algorithms of each operation. */
const OPERATIONS: Readonly<Record<string, Registered>> = {
  hash: HASHES,
  digest: DIGEST,
  encrypt: CIPHERS,
  decrypt: CIPHERS,
  sign: SIGNATURES,
  verify: SIGNATURES,
  deriveBits: { ECDH: PUBLIC, X25519: PUBLIC, X448: PUBLIC, HKDF, PBKDF2, ...named(ARGON2_NAMES, ARGON2) },
  wrapKey: WRAPPERS,
  unwrapKey: WRAPPERS,
  encapsulate: ENCAPSULATIONS,
  decapsulate: ENCAPSULATIONS,
  generateKey: {
    ...named(RSA_NAMES, RSA_GENERATE),
    ...named(["ECDSA", "ECDH"], CURVE),
    ...named([...OKP_NAMES, "ChaCha20-Poly1305", ...LATTICES], NONE),
    ...named(AES_NAMES, AES_LENGTH),
    ...named(KMAC_NAMES, KMAC_KEY),
    HMAC,
  },
  importKey: {
    ...named(RSA_NAMES, HASH),
    ...named(["ECDSA", "ECDH"], CURVE),
    ...named([...OKP_NAMES, "HKDF", "PBKDF2", "ChaCha20-Poly1305", ...AES_NAMES, ...ARGON2_NAMES, ...LATTICES], NONE),
    ...named(KMAC_NAMES, KMAC_KEY),
    HMAC,
  },
  "get key length": {
    ...named(AES_NAMES, AES_LENGTH),
    ...named(KMAC_NAMES, KMAC_KEY),
    ...named(["HKDF", "PBKDF2", "ChaCha20-Poly1305", ...ARGON2_NAMES], NONE),
    HMAC,
  },
};

/** The params of an operation, each member converted. */
export function normalize(algorithm: unknown, operation: string): Params {
  const name = nameOf(algorithm);
  const registered = OPERATIONS[operation]!;
  const upper = name.toUpperCase();
  const known = Object.keys(registered).find((candidate) => candidate.toUpperCase() === upper);
  if (known === undefined) throw unsupported(`Unrecognized algorithm name: ${name} is not supported by subtle.${operation === "hash" ? "digest" : operation}`);
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
