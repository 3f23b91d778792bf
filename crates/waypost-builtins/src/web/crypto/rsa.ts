// RSA for `subtle`: https://w3c.github.io/webcrypto/#rsassa-pkcs1 and what follows it

import { generateNativeLater, type KeyData, keyFromDer, keyFromJwk, NativeKey } from "waypost-internal:internal/crypto/keys";
import { rsa, rsaLater, signLater, verify } from "waypost-internal:internal/crypto/ops";
import type { CryptoKey, KeyAlgorithm, KeyParts } from "waypost-internal:web/crypto/crypto_key";
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
  type JsonWebKey,
  jwkOf,
  keyPair,
  nativeKey,
  opHash,
  operationError,
  type Params,
  unsupported,
  publicKeyOf,
} from "waypost-internal:web/crypto/support";

const PKCS1 = 1;
const OAEP = 4;
const PSS = 6;
const MEMBERS = ["n", "e"];
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi"];

/** The usages of the public and the private key. */
function usagesOf(name: string): [open: readonly string[], secret: readonly string[]] {
  return name === "RSA-OAEP" ? [["encrypt", "wrapKey"], ["decrypt", "unwrapKey"]] : [["verify"], ["sign"]];
}

/** `RS256`, `PS256`, `RSA-OAEP-256`; SHA-1 has `RS1`, `PS1` and `RSA-OAEP`. */
function jwkAlgorithm(name: string, hash: string): string {
  const number = hash.slice(4);
  if (name === "RSA-OAEP") return number === "1" ? name : `${name}-${number}`;
  return `${name === "RSA-PSS" ? "PS" : "RS"}${number}`;
}

function algorithmOf(key: NativeKey, params: Params): KeyAlgorithm {
  const { bits, exponent } = key.about;
  return { name: params.name, modulusLength: bits!, publicExponent: new Uint8Array(exponent!), hash: { name: (params.hash as Params).name } };
}

function checkSide(isPrivate: boolean, name: string, usages: string[]): void {
  const [open, secret] = usagesOf(name);
  checkUsages(usages, isPrivate ? secret : open, name);
}

function finish(key: NativeKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  if (key.about.kind !== "rsa") throw dataError("Invalid key type");
  if (key.about.isPrivate) checkNotEmpty(usages, "Usages cannot be empty when importing a private key.");
  return nativeKey(key, algorithmOf(key, params), extractable, usages);
}

function importJwk(jwk: JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  const isPrivate = jwk.d !== undefined;
  checkSide(isPrivate, params.name, usages);
  checkJwk(jwk, "RSA", params.name === "RSA-OAEP" ? "enc" : "sig", extractable, usages);
  if (jwk.alg !== undefined && jwk.alg !== jwkAlgorithm(params.name, (params.hash as Params).name)) {
    throw dataError('JWK "alg" does not match the requested algorithm');
  }
  if (jwk.oth !== undefined) throw unsupported("Keys of more than two primes are not supported");
  checkMembers(jwk, isPrivate ? [...MEMBERS, ...SECRET_MEMBERS] : MEMBERS);
  return finish(guarded(() => keyFromJwk(jwk, "RSA", undefined, isPrivate), "DataError", "Invalid keyData"), params, extractable, usages);
}

const keys: Implementation = {
  async generateKey(params: Params, extractable: boolean, usages: string[]): Promise<CryptoKeyPair> {
    const [open, secret] = usagesOf(params.name);
    checkUsages(usages, [...open, ...secret], params.name);
    const exponent = exponentOf(params.publicExponent as Uint8Array);
    checkNotEmpty(usages.filter((usage) => secret.includes(usage)));
    const recipe = { kind: "rsa", size: params.modulusLength as number, exponent };
    const key = await guardedLater(() => generateNativeLater(recipe), "The operation failed for an operation-specific reason");
    const algorithm = { ...algorithmOf(key, params), publicExponent: new Uint8Array(params.publicExponent as Uint8Array) };
    return keyPair(key, algorithm, extractable, usages, open, secret);
  },

  publicKey: (parts, usages) => publicKeyOf(parts, usages, usagesOf(parts.algorithm.name)[0]),

  importKey(format: string, keyData: Uint8Array | JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
    if (format === "jwk") return importJwk(keyData as JsonWebKey, params, extractable, usages);
    if (format !== "spki" && format !== "pkcs8") throw unsupported(`Unable to import ${params.name} key with format ${format}`);
    const isPrivate = format === "pkcs8";
    checkSide(isPrivate, params.name, usages);
    const key = guarded(() => keyFromDer(keyData as Uint8Array, isPrivate, format), "DataError", "Invalid keyData");
    return finish(key, params, extractable, usages);
  },

  adopt(data: KeyData, params: Params, extractable: boolean, usages: string[]): CryptoKey {
    if (!(data instanceof NativeKey)) throw dataError("Invalid key type");
    checkSide(data.about.isPrivate, params.name, usages);
    return finish(data, params, extractable, usages);
  },

  exportKey(format: string, parts: KeyParts): Uint8Array | JsonWebKey {
    const key = parts.data as NativeKey;
    const { name, hash } = parts.algorithm;
    if (format === "jwk") return jwkOf(parts, { ...key.jwk(), alg: jwkAlgorithm(name, hash!.name) });
    if (format !== "spki" && format !== "pkcs8") throw unsupported(`Unable to export ${name} key using ${format} format`);
    if ((format === "pkcs8") !== key.about.isPrivate) throw accessError(`Unable to export a ${parts.type} key as ${format}`);
    return key.der(format);
  },
};

/** A public exponent is at most as large as numbers are exact. */
function exponentOf(bytes: Uint8Array): number {
  const digits = bytes.toHex().replace(/^0+/, "");
  const number = digits.length > 13 ? Number.NaN : Number.parseInt(digits, 16);
  if (!(number >= 3) || number % 2 === 0) throw operationError("The public exponent is not supported");
  return number;
}

function signature(padding: number): Pick<Implementation, "sign" | "verify"> {
  return {
    sign({ saltLength }: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> {
      if (parts.type !== "private") throw accessError("Unable to use a public key to sign");
      const { id } = (parts.data as NativeKey).about;
      const hash = opHash(parts.algorithm.hash!.name);
      return guardedLater(() => signLater(id, hash, padding, saltLength as number | undefined, false, false, data), "Signing failed");
    },
    verify({ saltLength }: Params, parts: KeyParts, given: Uint8Array, data: Uint8Array): boolean {
      if (parts.type !== "public") throw accessError("Unable to use a private key to verify");
      const { id } = (parts.data as NativeKey).about;
      const hash = opHash(parts.algorithm.hash!.name);
      return guarded(() => verify(id, hash, padding, saltLength as number | undefined, false, false, data, given), "OperationError", "Verifying failed");
    },
  };
}

export const rsassa: Implementation = { ...keys, ...signature(PKCS1) };
export const rsaPss: Implementation = { ...keys, ...signature(PSS) };

export const rsaOaep: Implementation = {
  ...keys,
  encrypt({ label }: Params, parts: KeyParts, data: Uint8Array): Uint8Array {
    if (parts.type !== "public") throw accessError("Unable to use a private key to encrypt");
    const { id } = (parts.data as NativeKey).about;
    const hash = opHash(parts.algorithm.hash!.name);
    return guarded(() => rsa(id, 0, OAEP, hash, label as Uint8Array | undefined, data), "OperationError", "Encrypting failed");
  },
  decrypt({ label }: Params, parts: KeyParts, data: Uint8Array): Promise<Uint8Array> {
    if (parts.type !== "private") throw accessError("Unable to use a public key to decrypt");
    const { id } = (parts.data as NativeKey).about;
    const hash = opHash(parts.algorithm.hash!.name);
    return guardedLater(() => rsaLater(id, 1, OAEP, hash, label as Uint8Array | undefined, data), "Decrypting failed");
  },
};
