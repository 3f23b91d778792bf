// HKDF and PBKDF2 for `subtle`: https://w3c.github.io/webcrypto/#hkdf and #pbkdf2

import type { KeyData } from "waypost-internal:internal/crypto/keys";
import { argon2Later, hkdf as hkdfOp, pbkdf2Later } from "waypost-internal:internal/crypto/ops";
import { type CryptoKey, type KeyParts, makeKey } from "waypost-internal:web/crypto/crypto_key";
import {
  checkNotEmpty,
  checkUsages,
  dataError,
  guarded,
  guardedLater,
  type Implementation,
  type JsonWebKey,
  opHash,
  operationError,
  ordered,
  type Params,
  unsupported,
} from "waypost-internal:web/crypto/support";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";

const USES = ["deriveKey", "deriveBits"];

function importSecret(secret: Uint8Array, name: string, extractable: boolean, usages: string[]): CryptoKey {
  checkUsages(usages, USES, name);
  if (extractable) throw new DOMException(`${name} keys are not extractable`, "SyntaxError");
  checkNotEmpty(usages, "Usages cannot be empty when importing a secret key.");
  return makeKey({ type: "secret", extractable, algorithm: { name }, usages: ordered(usages), data: { secret } });
}

const keys: Implementation = {
  importKey(format: string, keyData: Uint8Array | JsonWebKey, { name }: Params, extractable: boolean, usages: string[]): CryptoKey {
    if (format !== (name.startsWith("Argon2") ? "raw-secret" : "raw")) throw unsupported(`Unable to import ${name} key with format ${format}`);
    return importSecret((keyData as Uint8Array).slice(), name, extractable, usages);
  },
  adopt(data: KeyData, { name }: Params, extractable: boolean, usages: string[]): CryptoKey {
    if (!("secret" in data)) throw dataError("Invalid key type");
    return importSecret(data.secret, name, extractable, usages);
  },
  getKeyLength: () => null,
};

function bytesOf(length: number | null): number {
  if (length === null) throw operationError("length cannot be null");
  if (length % 8 !== 0) throw operationError("length must be a multiple of 8");
  return length / 8;
}

function secretOf(parts: KeyParts): Uint8Array {
  return (parts.data as { secret: Uint8Array }).secret;
}

export const hkdf: Implementation = {
  ...keys,
  deriveBits({ hash, salt, info }: Params, parts: KeyParts, length: number | null): Uint8Array {
    const count = bytesOf(length);
    const name = opHash((hash as Params).name);
    return guarded(() => hkdfOp(name, secretOf(parts), salt as Uint8Array, info as Uint8Array, count), "OperationError", "The length is too large");
  },
};

export const pbkdf2: Implementation = {
  ...keys,
  async deriveBits({ hash, salt, iterations }: Params, parts: KeyParts, length: number | null): Promise<Uint8Array> {
    const count = bytesOf(length);
    if (iterations === 0) throw operationError("iterations cannot be zero");
    const name = opHash((hash as Params).name);
    return await guardedLater(() => pbkdf2Later(name, secretOf(parts), salt as Uint8Array, iterations as number, count), "Deriving failed");
  },
};

const KINDS: readonly string[] = ["Argon2d", "Argon2i", "Argon2id"];
const NEWEST_ARGON2 = 0x13;

interface Argon2Params {
  memory: number;
  passes: number;
  parallelism: number;
  nonce: Uint8Array;
  version?: number;
  secretValue?: Uint8Array;
  associatedData?: Uint8Array;
}

// https://wicg.github.io/webcrypto-modern-algos/#argon2
export const argon2: Implementation = {
  ...keys,
  async deriveBits(params: Params, parts: KeyParts, length: number | null): Promise<Uint8Array> {
    const count = bytesOf(length);
    const { memory, passes, parallelism, nonce, version = NEWEST_ARGON2, secretValue, associatedData } = params as unknown as Argon2Params;
    if (count < 4) throw operationError("length must be at least 32");
    if (version !== NEWEST_ARGON2) throw operationError("version must be 19");
    if (parallelism === 0 || parallelism > 0xff_ffff) throw operationError("parallelism must be between 1 and 16777215");
    if (memory < 8 * parallelism) throw operationError("memory must be at least eight times parallelism");
    if (passes === 0) throw operationError("passes cannot be zero");
    const kind = KINDS.indexOf(params.name);
    return await guardedLater(
      () => argon2Later(secretOf(parts), nonce, kind, version, memory, passes, parallelism, count, secretValue, associatedData),
      "Deriving failed",
    );
  },
};
