// ML-KEM and ML-DSA for `subtle`: https://wicg.github.io/webcrypto-modern-algos/#ml-kem, #ml-dsa
//
// A private key is its seed, which is what the formats hold; containers of RFC 9935 and RFC 9881 with
// nothing but an expanded key are not offered.

import { decapsulate, encapsulate, latticeCheck, latticePublic, mldsaSign, mldsaSignLater, mldsaVerify, mldsaVerifyLater } from "waypost-internal:internal/crypto/modern";
import { type CryptoKey, type KeyParts, makeKey } from "waypost-internal:web/crypto/crypto_key";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { secretOf } from "waypost-internal:web/crypto/secret_key";
import {
  accessError,
  checkJwk,
  checkMembers,
  checkNotEmpty,
  checkUsages,
  type CryptoKeyPair,
  dataError,
  guarded,
  guardedLater,
  type Implementation,
  INLINE_LIMIT,
  type JsonWebKey,
  jwkOf,
  ordered,
  type Params,
  unsupported,
} from "waypost-internal:web/crypto/support";

const NOTHING = new Uint8Array(0);

interface Family {
  open: readonly string[];
  secret: readonly string[];
  use: string;
  seedLength: number;
}

const DSA: Family = { open: ["verify"], secret: ["sign"], use: "sig", seedLength: 32 };
const KEM: Family = {
  open: ["encapsulateKey", "encapsulateBits"],
  secret: ["decapsulateKey", "decapsulateBits"],
  use: "enc",
  seedLength: 64,
};

/** The last bytes of the object identifiers below 2.16.840.1.101.3.4. */
const IDENTIFIERS: Readonly<Record<string, readonly [number, number]>> = {
  "ML-DSA-44": [3, 17],
  "ML-DSA-65": [3, 18],
  "ML-DSA-87": [3, 19],
  "ML-KEM-512": [4, 1],
  "ML-KEM-768": [4, 2],
  "ML-KEM-1024": [4, 3],
};

function privateKey(seed: Uint8Array, name: string, extractable: boolean, usages: string[]): CryptoKey {
  return makeKey({ type: "private", extractable, algorithm: { name }, usages: ordered(usages), data: { secret: seed } });
}

function publicKey(bytes: Uint8Array, name: string, extractable: boolean, usages: string[]): CryptoKey {
  return makeKey({ type: "public", extractable, algorithm: { name }, usages: ordered(usages), data: { secret: bytes } });
}

function concat(...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** An element of DER; nothing here is longer than 65,535 bytes. */
function element(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  return concat(length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 255], content);
}

/** https://www.rfc-editor.org/rfc/rfc5280#section-4.1.1.2, without parameters */
function identifierOf(name: string): Uint8Array {
  return element(0x30, element(0x06, concat([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04], IDENTIFIERS[name]!)));
}

function spkiOf(name: string, bytes: Uint8Array): Uint8Array {
  return element(0x30, concat(identifierOf(name), element(0x03, concat([0], bytes))));
}

function pkcs8Of(name: string, seed: Uint8Array): Uint8Array {
  return element(0x30, concat([2, 1, 0], identifierOf(name), element(0x04, element(0x80, seed))));
}

/** The end of a container that has one form only: `make` writes it around that end. */
function unwrapped(container: Uint8Array, length: number, make: (content: Uint8Array) => Uint8Array): Uint8Array {
  const content = container.slice(Math.max(0, container.length - length));
  if (make(content).toHex() !== container.toHex()) throw dataError("Invalid keyData");
  return content;
}

function checkedSeed(family: Family, seed: Uint8Array): Uint8Array {
  if (seed.length !== family.seedLength) throw dataError("Invalid key length");
  return seed;
}

function checkedPublic(name: string, bytes: Uint8Array): Uint8Array {
  if (!latticeCheck(name, bytes)) throw dataError("Invalid keyData");
  return bytes;
}

function publicLength(name: string): number {
  return latticePublic(name, new Uint8Array(name.startsWith("ML-KEM") ? 64 : 32)).length;
}

function importJwk(family: Family, jwk: JsonWebKey, name: string, extractable: boolean, usages: string[]): CryptoKey {
  const isPrivate = jwk.priv !== undefined;
  checkUsages(usages, isPrivate ? family.secret : family.open, name);
  checkJwk(jwk, "AKP", family.use, extractable, usages);
  if (jwk.alg !== name) throw dataError('JWK "alg" does not match the requested algorithm');
  checkMembers(jwk, isPrivate ? ["pub", "priv"] : ["pub"]);
  const decode = (text: unknown): Uint8Array => guarded(() => Uint8Array.fromBase64(text as string, { alphabet: "base64url" }), "DataError", "Invalid keyData");
  const open = checkedPublic(name, decode(jwk.pub));
  if (!isPrivate) return publicKey(open, name, extractable, usages);
  const seed = checkedSeed(family, decode(jwk.priv));
  if (latticePublic(name, seed).toHex() !== open.toHex()) throw dataError("Invalid keyData");
  checkNotEmpty(usages, "Usages cannot be empty when importing a private key.");
  return privateKey(seed, name, extractable, usages);
}

function exportJwk(parts: KeyParts): JsonWebKey {
  const { name } = parts.algorithm;
  const bytes = secretOf(parts);
  const text = (part: Uint8Array): string => part.toBase64({ alphabet: "base64url", omitPadding: true });
  if (parts.type === "public") return jwkOf(parts, { kty: "AKP", alg: name, pub: text(bytes) });
  return jwkOf(parts, { kty: "AKP", alg: name, pub: text(latticePublic(name, bytes)), priv: text(bytes) });
}

function importPlain(family: Family, format: string, bytes: Uint8Array, name: string, extractable: boolean, usages: string[]): CryptoKey {
  const isPrivate = format === "pkcs8" || format === "raw-seed";
  if (!isPrivate && format !== "spki" && format !== "raw-public") throw unsupported(`Unable to import ${name} key with format ${format}`);
  checkUsages(usages, isPrivate ? family.secret : family.open, name);
  if (!isPrivate) {
    const open = format === "spki" ? unwrapped(bytes, publicLength(name), (content) => spkiOf(name, content)) : bytes.slice();
    return publicKey(checkedPublic(name, open), name, extractable, usages);
  }
  const seed = format === "pkcs8" ? unwrapped(bytes, family.seedLength, (content) => pkcs8Of(name, content)) : bytes.slice();
  const checked = checkedSeed(family, seed);
  checkNotEmpty(usages, "Usages cannot be empty when importing a private key.");
  return privateKey(checked, name, extractable, usages);
}

function keysOf(family: Family): Implementation {
  return {
    generateKey({ name }: Params, extractable: boolean, usages: string[]): CryptoKeyPair {
      checkUsages(usages, [...family.open, ...family.secret], name);
      checkNotEmpty(usages.filter((usage) => family.secret.includes(usage)));
      const seed = randomBytes(family.seedLength);
      return {
        publicKey: publicKey(latticePublic(name, seed), name, true, ordered(usages, family.open)),
        privateKey: privateKey(seed, name, extractable, ordered(usages, family.secret)),
      };
    },

    importKey(format: string, keyData: Uint8Array | JsonWebKey, { name }: Params, extractable: boolean, usages: string[]): CryptoKey {
      if (format === "jwk") return importJwk(family, keyData as JsonWebKey, name, extractable, usages);
      return importPlain(family, format, keyData as Uint8Array, name, extractable, usages);
    },

    exportKey(format: string, parts: KeyParts): Uint8Array | JsonWebKey {
      const { name } = parts.algorithm;
      const bytes = secretOf(parts);
      if (format === "jwk") return exportJwk(parts);
      if (!["spki", "pkcs8", "raw-public", "raw-seed"].includes(format)) throw unsupported(`Unable to export ${name} key using ${format} format`);
      const isPrivate = format === "pkcs8" || format === "raw-seed";
      if (isPrivate !== (parts.type === "private")) throw accessError(`Unable to export a ${parts.type} key as ${format}`);
      if (format === "pkcs8") return pkcs8Of(name, bytes);
      return format === "spki" ? spkiOf(name, bytes) : bytes.slice();
    },

    publicKey(parts: KeyParts, usages: string[]): CryptoKey {
      const { name } = parts.algorithm;
      checkUsages(usages, family.open, name);
      return publicKey(latticePublic(name, secretOf(parts)), name, true, usages);
    },
  };
}

export const mlDsa: Implementation = {
  ...keysOf(DSA),

  sign({ name, context = NOTHING }: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> {
    if (parts.type !== "private") throw accessError("Unable to use a public key to sign");
    const op = data.length <= INLINE_LIMIT ? mldsaSign : mldsaSignLater;
    return guardedLater(async () => op(name, secretOf(parts), context as Uint8Array, data), "Signing failed");
  },

  verify({ name, context = NOTHING }: Params, parts: KeyParts, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
    if (parts.type !== "public") throw accessError("Unable to use a private key to verify");
    const op = data.length <= INLINE_LIMIT ? mldsaVerify : mldsaVerifyLater;
    return guardedLater(async () => op(name, secretOf(parts), context as Uint8Array, data, signature), "Verifying failed");
  },
};

export const mlKem: Implementation = {
  ...keysOf(KEM),

  encapsulate({ name }: Params, parts: KeyParts): { sharedKey: Uint8Array; ciphertext: Uint8Array } {
    if (parts.type !== "public") throw accessError("Unable to use a private key to encapsulate");
    const both = guarded(() => encapsulate(name, secretOf(parts)), "OperationError", "Encapsulating failed");
    return { sharedKey: both.slice(0, 32), ciphertext: both.slice(32) };
  },

  decapsulate({ name }: Params, parts: KeyParts, ciphertext: Uint8Array): Uint8Array {
    if (parts.type !== "private") throw accessError("Unable to use a public key to decapsulate");
    return guarded(() => decapsulate(name, secretOf(parts), ciphertext), "OperationError", "Decapsulating failed");
  },
};
