// Secret keys of the newer algorithms of `subtle`: imported and exported as "raw-secret" and as a JSON Web Key.
// https://wicg.github.io/webcrypto-modern-algos/

import type { KeyData } from "waypost-internal:internal/crypto/keys";
import { type CryptoKey, type KeyAlgorithm, type KeyParts, makeKey } from "waypost-internal:web/crypto/crypto_key";
import {
  checkJwk,
  checkMembers,
  checkNotEmpty,
  checkUsages,
  dataError,
  guarded,
  type Implementation,
  type JsonWebKey,
  jwkOf,
  ordered,
  type Params,
  unsupported,
} from "waypost-internal:web/crypto/support";

/** What tells one kind of secret key from another. */
export interface SecretFamily {
  usages: readonly string[];
  /** The `use` of a JSON Web Key. */
  use: string;
  /** The key's algorithm; throws when the secret cannot be one of it. */
  algorithmOf(params: Params, secret: Uint8Array): KeyAlgorithm;
  /** The `alg` of a JSON Web Key. */
  jwkAlgorithm(algorithm: KeyAlgorithm): string;
}

/** The bytes of a secret key. */
export function secretOf(parts: KeyParts): Uint8Array {
  return (parts.data as { secret: Uint8Array }).secret;
}

/** A key of bytes that nobody else has. */
export function secretKey(family: SecretFamily, secret: Uint8Array, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  const algorithm = family.algorithmOf(params, secret);
  return makeKey({ type: "secret", extractable, algorithm, usages: ordered(usages), data: { secret } });
}

function imported(family: SecretFamily, secret: Uint8Array, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  checkNotEmpty(usages, "Usages cannot be empty when importing a secret key.");
  return secretKey(family, secret, params, extractable, usages);
}

function importJwk(family: SecretFamily, jwk: JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
  checkJwk(jwk, "oct", family.use, extractable, usages);
  checkMembers(jwk, ["k"]);
  const secret = guarded(() => Uint8Array.fromBase64(jwk.k!, { alphabet: "base64url" }), "DataError", "Invalid keyData");
  const key = imported(family, secret, params, extractable, usages);
  if (jwk.alg !== undefined && jwk.alg !== family.jwkAlgorithm(key.algorithm)) {
    throw dataError('JWK "alg" does not match the requested algorithm');
  }
  return key;
}

/** Import and export of a family's keys. */
export function secretKeys(family: SecretFamily): Required<Pick<Implementation, "importKey" | "exportKey" | "adopt">> {
  return {
    importKey(format: string, keyData: Uint8Array | JsonWebKey, params: Params, extractable: boolean, usages: string[]): CryptoKey {
      checkUsages(usages, family.usages, params.name);
      if (format === "raw-secret") return imported(family, (keyData as Uint8Array).slice(), params, extractable, usages);
      if (format === "jwk") return importJwk(family, keyData as JsonWebKey, params, extractable, usages);
      throw unsupported(`Unable to import ${params.name} key with format ${format}`);
    },

    adopt(data: KeyData, params: Params, extractable: boolean, usages: string[]): CryptoKey {
      if (!("secret" in data)) throw dataError("Invalid key type");
      checkUsages(usages, family.usages, params.name);
      return imported(family, data.secret.slice(), params, extractable, usages);
    },

    exportKey(format: string, parts: KeyParts): Uint8Array | JsonWebKey {
      if (format === "raw-secret") return secretOf(parts).slice();
      if (format !== "jwk") throw unsupported(`Unable to export ${parts.algorithm.name} key using ${format} format`);
      const k = secretOf(parts).toBase64({ alphabet: "base64url", omitPadding: true });
      return jwkOf(parts, { kty: "oct", k, alg: family.jwkAlgorithm(parts.algorithm) });
    },
  };
}
