// What `SubtleCrypto.supports` answers: https://wicg.github.io/webcrypto-modern-algos/#SubtleCrypto-method-supports
//
// An operation is supported when its algorithm normalises and no parameter is one that it would refuse
// whatever the key and the data are.

import { isObject } from "waypost-internal:internal/webidl/webidl";
import { normalize } from "waypost-internal:web/crypto/normalize";
import type { Implementation, Params } from "waypost-internal:web/crypto/support";

type Find = (name: string) => Implementation;

const CURVES: readonly unknown[] = ["P-256", "P-384", "P-521"];

/** The operations with one algorithm, and the name of its normalisation. */
const OPERATIONS: Readonly<Record<string, string>> = {
  encrypt: "encrypt",
  decrypt: "decrypt",
  sign: "sign",
  verify: "verify",
  digest: "digest",
  generateKey: "generateKey",
  importKey: "importKey",
  encapsulateBits: "encapsulate",
  decapsulateBits: "decapsulate",
};

export function isSupported(operation: string, algorithm: unknown, other: unknown, find: Find): boolean {
  try {
    return check(operation, algorithm, other, find);
  } catch {
    return false;
  }
}

function check(operation: string, algorithm: unknown, other: unknown, find: Find): boolean {
  if (Object.hasOwn(OPERATIONS, operation)) return arePossible(normalize(algorithm, OPERATIONS[operation]!));
  const isAlgorithm = typeof other === "string" || isObject(other);
  switch (operation) {
    case "deriveBits":
      return canDerive(normalize(algorithm, "deriveBits"), other === null || other === undefined ? null : Number(other));
    case "deriveKey": {
      if (!isAlgorithm) return false;
      const measure = normalize(other, "get key length");
      return arePossible(normalize(other, "importKey")) && canDerive(normalize(algorithm, "deriveBits"), find(measure.name).getKeyLength!(measure));
    }
    case "wrapKey":
    case "unwrapKey":
      if (isAlgorithm && !canExport(operation === "wrapKey" ? "exportKey" : "importKey", other, find)) return false;
      return wraps(algorithm, operation);
    case "encapsulateKey":
    case "decapsulateKey":
      return isAlgorithm && arePossible(normalize(other, "importKey")) && arePossible(normalize(algorithm, OPERATIONS[operation.replace("Key", "Bits")]!));
    case "exportKey":
      return canExport(operation, algorithm, find);
    case "getPublicKey":
      return find(normalize(nameOf(algorithm), "importKey").name).publicKey !== undefined;
    default:
      return false;
  }
}

function nameOf(algorithm: unknown): unknown {
  // Only the name counts: what generates and what imports a key need other members.
  const name = isObject(algorithm) ? (algorithm as { name?: unknown }).name : algorithm;
  return { name, hash: "SHA-256", namedCurve: "P-256" };
}

function canExport(operation: string, algorithm: unknown, find: Find): boolean {
  const implementation = find(normalize(nameOf(algorithm), "importKey").name);
  return operation === "importKey" || implementation.exportKey !== undefined;
}

function wraps(algorithm: unknown, operation: string): boolean {
  try {
    return arePossible(normalize(algorithm, operation));
  } catch {
    return arePossible(normalize(algorithm, operation === "wrapKey" ? "encrypt" : "decrypt"));
  }
}

function canDerive(params: Params, length: number | null): boolean {
  if (params.public !== undefined) return arePossible(params);
  return length !== null && length % 8 === 0 && params.iterations !== 0;
}

/** Lengths and curves that exist. */
function arePossible({ name, length, namedCurve, iv, counter, tagLength }: Params): boolean {
  if (namedCurve !== undefined && !CURVES.includes(namedCurve)) return false;
  if (counter !== undefined) return (counter as Uint8Array).length === 16 && (length as number) >= 1 && (length as number) <= 128;
  if (name.startsWith("AES") && length !== undefined && ![128, 192, 256].includes(length as number)) return false;
  if (name === "HMAC" || name.startsWith("KMAC")) return length !== 0;
  if (iv === undefined) return true;
  const { length: size } = iv as Uint8Array;
  if (name === "AES-CBC") return size === 16;
  if (name === "AES-GCM") return tagLength === undefined || [32, 64, 96, 104, 112, 120, 128].includes(tagLength as number);
  if (name === "AES-OCB") return size <= 15 && (tagLength === undefined || [64, 96, 128].includes(tagLength as number));
  return size === 12 && (tagLength === undefined || tagLength === 128);
}
