// Keys on curves for `subtle`: https://w3c.github.io/webcrypto/#ecdsa, #ecdh, #ed25519, #x25519,
// and https://wicg.github.io/webcrypto-secure-curves/ for Ed448 and X448

import { generateNative, type KeyData, keyFromDer, keyFromJwk, keyFromRaw, NativeKey } from "waypost-internal:internal/crypto/keys";
import { agree, sign, verify } from "waypost-internal:internal/crypto/ops";
import { type CryptoKey, type KeyAlgorithm, type KeyParts, keyParts } from "waypost-internal:web/crypto/crypto_key";
import {
  accessError,
  checkJwk,
  checkMembers,
  checkNotEmpty,
  checkUsages,
  type CryptoKeyPair,
  dataError,
  guarded,
  type Implementation,
  type JsonWebKey,
  jwkOf,
  keyPair,
  nativeKey,
  opHash,
  operationError,
  type Params,
  publicKeyOf,
  unsupported,
} from "waypost-internal:web/crypto/support";

/** The curves of NIST with Node.js's name and the algorithm of a signature in a JSON Web Key. */
const CURVES: Readonly<Record<string, { name: string; alg: string }>> = {
  "P-256": { name: "prime256v1", alg: "ES256" },
  "P-384": { name: "secp384r1", alg: "ES384" },
  "P-521": { name: "secp521r1", alg: "ES512" },
};

const SIGNS: [open: readonly string[], secret: readonly string[]] = [["verify"], ["sign"]];
const AGREES: [open: readonly string[], secret: readonly string[]] = [[], ["deriveKey", "deriveBits"]];

/** What tells the algorithms apart. */
interface Family {
  usages: [open: readonly string[], secret: readonly string[]];
  kty: string;
  use: string;
  /** The native key's kind or curve, or the error of a curve that does not exist. */
  curveOf(params: Params, error: (message: string) => Error): string;
  checkAlg(jwk: JsonWebKey, params: Params): void;
  algorithmOf(params: Params): KeyAlgorithm;
}

function shortCurve(params: Params, error: (message: string) => Error): string {
  const curve = Object.hasOwn(CURVES, params.namedCurve as string) ? CURVES[params.namedCurve as string] : undefined;
  if (curve === undefined) throw error("Unrecognized namedCurve");
  return curve.name;
}

function shortAlgorithm(params: Params): KeyAlgorithm {
  return { name: params.name, namedCurve: params.namedCurve as string };
}

const ECDSA: Family = {
  usages: SIGNS,
  kty: "EC",
  use: "sig",
  curveOf: shortCurve,
  algorithmOf: shortAlgorithm,
  checkAlg(jwk: JsonWebKey, params: Params): void {
    if (jwk.alg !== undefined && jwk.alg !== CURVES[params.namedCurve as string]!.alg) throw dataError("JWK \"alg\" does not match the requested algorithm");
  },
};

const ECDH: Family = { ...ECDSA, usages: AGREES, use: "enc", checkAlg: () => undefined };

/** Ed25519 or Ed448. */
function edwards(name: string): Family {
  return {
    usages: SIGNS,
    kty: "OKP",
    use: "sig",
    curveOf: () => name.toLowerCase(),
    algorithmOf: (params) => ({ name: params.name }),
    checkAlg(jwk: JsonWebKey): void {
      if (jwk.alg !== undefined && jwk.alg !== "EdDSA" && jwk.alg !== name) throw dataError("JWK \"alg\" does not match the requested algorithm");
    },
  };
}

/** X25519 or X448. */
function montgomery(name: string): Family {
  return { ...edwards(name), usages: AGREES, use: "enc", checkAlg: () => undefined };
}

function finish(family: Family, key: NativeKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  const { curve, kind, isPrivate } = key.about;
  if ((curve ?? kind) !== family.curveOf(params, dataError)) throw dataError("Invalid key type");
  if (isPrivate) checkNotEmpty(usages, "Usages cannot be empty when importing a private key.");
  return nativeKey(key, family.algorithmOf(params), extractable, usages);
}

function importJwk(family: Family, jwk: JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  const isPrivate = jwk.d !== undefined;
  checkUsages(usages, family.usages[isPrivate ? 1 : 0], params.name);
  checkJwk(jwk, family.kty, family.use, extractable, usages);
  const wanted = family.kty === "EC" ? params.namedCurve : params.name;
  family.curveOf(params, dataError);
  if (jwk.crv !== wanted) throw dataError('Invalid JWK "crv" Parameter');
  family.checkAlg(jwk, params);
  const open = family.kty === "EC" ? ["x", "y"] : ["x"];
  checkMembers(jwk, isPrivate ? [...open, "d"] : open);
  const key = guarded(() => keyFromJwk(jwk, family.kty, jwk.crv, isPrivate), "DataError", "Invalid keyData");
  return finish(family, key, params, extractable, usages);
}

function keysOf(family: Family): Implementation {
  const [open, secret] = family.usages;
  return {
    generateKey(params: Params, extractable: boolean, usages: string[]): CryptoKeyPair {
      checkUsages(usages, [...open, ...secret], params.name);
      const curve = family.curveOf(params, unsupported);
      checkNotEmpty(usages.filter((usage) => secret.includes(usage)));
      const recipe = family.kty === "EC" ? { kind: "ec", size: curve } : { kind: curve };
      const key = guarded(() => generateNative(recipe), "OperationError", "The key could not be made");
      return keyPair(key, family.algorithmOf(params), extractable, usages, open, secret);
    },

    importKey(format: string, keyData: Uint8Array | JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
      if (format === "jwk") return importJwk(family, keyData as JsonWebKey, params, extractable, usages);
      const isPrivate = format === "pkcs8";
      checkUsages(usages, isPrivate ? secret : open, params.name);
      const curve = family.curveOf(params, dataError);
      const bytes = keyData as Uint8Array;
      const read = (): NativeKey => (format === "raw" ? keyFromRaw(curve, false, bytes) : keyFromDer(bytes, isPrivate, format));
      return finish(family, guarded(read, "DataError", "Invalid keyData"), params, extractable, usages);
    },

    publicKey: (parts, usages) => publicKeyOf(parts, usages, open),

    adopt(data: KeyData, params: Params, extractable: boolean, usages: string[]): CryptoKey {
      if (!(data instanceof NativeKey)) throw dataError("Invalid key type");
      checkUsages(usages, data.about.isPrivate ? secret : open, params.name);
      return finish(family, data, params, extractable, usages);
    },

    exportKey(format: string, parts: KeyParts): Uint8Array | JsonWebKey {
      const key = parts.data as NativeKey;
      if (format === "jwk") return jwkOf(parts, { ...key.jwk(), ...(family.kty === "OKP" && family.use === "sig" ? { alg: parts.algorithm.name } : {}) });
      if ((format === "pkcs8") !== key.about.isPrivate) throw accessError(`Unable to export a ${parts.type} key as ${format}`);
      return format === "raw" ? key.rawPublic() : key.der(format);
    },
  };
}

function signatureBy(hashOf: (params: Params) => string | undefined): Pick<Implementation, "sign" | "verify"> {
  return {
    sign(params: Params, parts: KeyParts, data: Uint8Array): Uint8Array {
      if (parts.type !== "private") throw accessError("Unable to use a public key to sign");
      checkContext(params);
      const { id } = (parts.data as NativeKey).about;
      return guarded(() => sign(id, hashOf(params), undefined, undefined, true, false, data), "OperationError", "Signing failed");
    },
    verify(params: Params, parts: KeyParts, signature: Uint8Array, data: Uint8Array): boolean {
      if (parts.type !== "public") throw accessError("Unable to use a private key to verify");
      checkContext(params);
      const { id } = (parts.data as NativeKey).about;
      return guarded(() => verify(id, hashOf(params), undefined, undefined, true, false, data, signature), "OperationError", "Verifying failed");
    },
  };
}

/** The context of Ed448, which is always empty here, as in Node.js. */
function checkContext({ context }: Params): void {
  if (context !== undefined && (context as Uint8Array).length > 0) throw unsupported("Non zero-length context is not supported");
}

/** The shared secret, cut to a number of bits. */
function deriveBits(params: Params, parts: KeyParts, length: number | null): Uint8Array {
  if (parts.type !== "private") throw accessError("baseKey must be a private key");
  const theirs = keyParts(params.public as CryptoKey);
  if (theirs.type !== "public") throw accessError("algorithm.public must be a public key");
  if (theirs.algorithm.name !== parts.algorithm.name) throw accessError("algorithm.public must be of the same algorithm");
  if (theirs.algorithm.namedCurve !== parts.algorithm.namedCurve) throw accessError("Named curve mismatch");
  const secret = guarded(
    () => agree((parts.data as NativeKey).about.id, (theirs.data as NativeKey).about.id),
    "OperationError",
    "The operation failed for an operation-specific reason",
  );
  if (length === null) return secret;
  if (length > secret.length * 8) throw operationError("derived bit length is too small");
  const cut = secret.slice(0, Math.ceil(length / 8));
  if (length % 8 > 0) cut[cut.length - 1]! &= 0xff << (8 - (length % 8));
  return cut;
}

export const ecdsa: Implementation = { ...keysOf(ECDSA), ...signatureBy((params) => opHash((params.hash as Params).name)) };
export const ecdh: Implementation = { ...keysOf(ECDH), deriveBits };
export const ed25519: Implementation = { ...keysOf(edwards("Ed25519")), ...signatureBy(() => undefined) };
export const ed448: Implementation = { ...keysOf(edwards("Ed448")), ...signatureBy(() => undefined) };
export const x25519: Implementation = { ...keysOf(montgomery("X25519")), deriveBits };
export const x448: Implementation = { ...keysOf(montgomery("X448")), deriveBits };
