// Making keys and primes: https://nodejs.org/api/crypto.html#cryptogeneratekeypairtype-options-callback

import { codes } from "waypost-internal:internal/errors/errors";
import { generateNative, generateNativeLater, type NativeKey, type Recipe } from "waypost-internal:internal/crypto/keys";
import * as ops from "waypost-internal:internal/crypto/ops";
import {
  validateBoolean,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} from "waypost-internal:internal/validators/validators";
import { asBytes, type Callback, coded, digestOf, fromBigInt, settle, toBigInt } from "waypost-internal:node/crypto/inputs";
import { encodePrivate, encodePublic, type KeyObject, keyObjectOf, secretKeyOf } from "waypost-internal:node/crypto/keys";
import { randomBytes } from "waypost-internal:web/crypto/random";

type PairCallback = (error: Error | null, publicKey?: unknown, privateKey?: unknown) => void;
type Options = Record<string, unknown>;

/** What the options of a kind of key ask for. */
function recipeOf(type: unknown, options: Options | undefined): Recipe {
  validateString(type, "type");
  switch (type) {
    case "rsa":
    case "rsa-pss":
      return rsaRecipe(type, options);
    case "ec": {
      validateObject(options, "options");
      const { namedCurve, paramEncoding } = options as Options;
      validateString(namedCurve, "options.namedCurve");
      if (paramEncoding !== undefined && paramEncoding !== null && paramEncoding !== "named") {
        throw new codes.ERR_INVALID_ARG_VALUE!("options.paramEncoding", paramEncoding, paramEncoding === "explicit" ? "is not offered" : undefined);
      }
      if (!CURVES.includes(namedCurve)) throw coded(TypeError, "ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name");
      return { kind: "ec", size: namedCurve };
    }
    case "ed25519":
    case "ed448":
    case "x25519":
    case "x448":
      return { kind: type };
    default:
      throw new codes.ERR_INVALID_ARG_VALUE!("type", type, "must be a supported key type");
  }
}

/** Every name of a curve. */
const CURVES: readonly string[] = ["prime256v1", "P-256", "secp256k1", "secp384r1", "P-384", "secp521r1", "P-521"];

export function getCurves(): string[] {
  return ["prime256v1", "secp256k1", "secp384r1", "secp521r1"];
}

function rsaRecipe(kind: string, options: Options | undefined): Recipe {
  validateObject(options, "options");
  const { modulusLength, publicExponent = 0x10001, hashAlgorithm, mgf1HashAlgorithm, saltLength, hash, mgf1Hash } = options as Options;
  validateUint32(modulusLength, "options.modulusLength");
  validateUint32(publicExponent, "options.publicExponent");
  const recipe: Recipe = { kind, size: modulusLength, exponent: publicExponent };
  if (kind !== "rsa-pss") return recipe;
  const digest = hashAlgorithm ?? hash;
  const mask = mgf1HashAlgorithm ?? mgf1Hash;
  if (digest !== undefined) {
    validateString(digest, "options.hashAlgorithm");
    recipe.hash = digestOf(digest);
  }
  if (mask !== undefined) {
    validateString(mask, "options.mgf1HashAlgorithm");
    recipe.maskHash = digestOf(mask);
  }
  if (saltLength !== undefined) {
    validateInt32(saltLength, "options.saltLength", 0);
    recipe.saltLength = saltLength;
  }
  if (recipe.hash === undefined && (recipe.maskHash !== undefined || saltLength !== undefined)) recipe.hash = "sha1";
  return recipe;
}

/** How both halves are handed over. */
function presentations(options: Options | undefined): { open: unknown; secret: unknown } {
  const { publicKeyEncoding, privateKeyEncoding } = options ?? {};
  for (const [name, value] of [["publicKeyEncoding", publicKeyEncoding], ["privateKeyEncoding", privateKeyEncoding]] as const) {
    if (value !== undefined && value !== null && typeof value !== "object") throw new codes.ERR_INVALID_ARG_VALUE!(`options.${name}`, value);
  }
  return { open: publicKeyEncoding ?? undefined, secret: privateKeyEncoding ?? undefined };
}

function presentPair(key: NativeKey, options: Options | undefined): { publicKey: unknown; privateKey: unknown } {
  const { open, secret } = presentations(options);
  const half = key.publicHalf();
  return {
    publicKey: open === undefined ? keyObjectOf(half) : encodePublic(half, open as object, "options.publicKeyEncoding"),
    privateKey: secret === undefined ? keyObjectOf(key) : encodePrivate(key, secret as object, "options.privateKeyEncoding"),
  };
}

export function generateKeyPairSync(type: string, options?: Options): { publicKey: unknown; privateKey: unknown } {
  if (options !== undefined) validateObject(options, "options");
  const recipe = recipeOf(type, options);
  presentations(options);
  return presentPair(generateNative(recipe), options);
}

/** `util.promisify` of it resolves with both halves in an object. */
export function generateKeyPair(type: string, options: unknown, callback?: PairCallback): void {
  const done = typeof options === "function" ? (options as PairCallback) : callback;
  const given = typeof options === "function" ? undefined : (options as Options | undefined);
  if (given !== undefined) validateObject(given, "options");
  validateFunction(done, "callback");
  const recipe = recipeOf(type, given);
  presentations(given);
  settle(
    generateNativeLater(recipe),
    (error, pair) => (error === null ? (done as PairCallback)(null, pair!.publicKey, pair!.privateKey) : (done as PairCallback)(error)),
    (key) => presentPair(key, given),
  );
}

Object.defineProperty(generateKeyPair, Symbol.for("nodejs.util.promisify.custom"), {
  value(type: string, options?: Options): Promise<unknown> {
    return new Promise((resolve, reject) => {
      generateKeyPair(type, options, (error, publicKey, privateKey) => (error === null ? resolve({ publicKey, privateKey }) : reject(error)));
    });
  },
});

function secretLength(type: unknown, options: unknown): number {
  validateString(type, "type");
  validateObject(options, "options");
  const { length } = options as { length?: unknown };
  if (type === "hmac") {
    validateInteger(length, "options.length", 8, 2 ** 31 - 1);
    return Math.trunc((length as number) / 8);
  }
  if (type === "aes") {
    validateOneOf(length, "options.length", [128, 192, 256]);
    return (length as number) / 8;
  }
  throw new codes.ERR_INVALID_ARG_VALUE!("type", type, "must be a supported key type");
}

export function generateKeySync(type: string, options: object): KeyObject {
  return secretKeyOf(randomBytes(secretLength(type, options)));
}

export function generateKey(type: string, options: object, callback: Callback<KeyObject>): void {
  validateFunction(callback, "callback");
  const length = secretLength(type, options);
  settle(Promise.resolve(), callback, () => secretKeyOf(randomBytes(length)));
}

interface PrimeOptions {
  safe?: boolean;
  bigint?: boolean;
  add?: unknown;
  rem?: unknown;
}

type Prime = [bits: number, isSafe: boolean, divisor: Uint8Array | undefined, remainder: Uint8Array | undefined];

function primeArguments(size: unknown, options: PrimeOptions): Prime {
  validateInt32(size, "size", 1);
  validateObject(options, "options");
  const { safe = false, bigint = false, add, rem } = options;
  validateBoolean(safe, "options.safe");
  validateBoolean(bigint, "options.bigint");
  const [divisor, remainder] = [numberOption(add, "options.add"), numberOption(rem, "options.rem")];
  if (divisor !== undefined && remainder !== undefined && toBigInt(remainder) >= toBigInt(divisor)) {
    throw coded(RangeError, "ERR_OUT_OF_RANGE", "invalid options.rem");
  }
  return [size, safe, divisor, remainder];
}

function numberOption(value: unknown, name: string): Uint8Array | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "bigint") return fromBigInt(value, name);
  const bytes = typeof value === "string" ? undefined : asBytes(value);
  if (bytes === undefined) throw new codes.ERR_INVALID_ARG_TYPE!(name, ["ArrayBuffer", "TypedArray", "Buffer", "DataView", "bigint"], value);
  return bytes;
}

function presentPrime(bytes: Uint8Array, options: PrimeOptions): ArrayBuffer | bigint {
  if (options.bigint === true) return toBigInt(bytes);
  return (bytes.buffer.byteLength === bytes.length ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer;
}

function withPrimeErrors<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw coded(RangeError, "ERR_OUT_OF_RANGE", "invalid options.add");
  }
}

export function generatePrimeSync(size: number, options: PrimeOptions = {}): ArrayBuffer | bigint {
  const given = primeArguments(size, options);
  return presentPrime(withPrimeErrors(() => ops.primeGenerate(...given)), options);
}

export function generatePrime(size: number, options: unknown, callback?: Callback<ArrayBuffer | bigint>): void {
  const done = typeof options === "function" ? (options as Callback<ArrayBuffer | bigint>) : callback;
  const asked = (typeof options === "function" ? {} : options) as PrimeOptions;
  validateFunction(done, "callback");
  const given = primeArguments(size, asked);
  settle(
    withPrimeErrors(() => ops.primeGenerateLater(...given)),
    done as Callback<ArrayBuffer | bigint>,
    (bytes) => presentPrime(bytes, asked),
  );
}

function candidateBytes(candidate: unknown, options: unknown): Uint8Array {
  const bytes = typeof candidate === "bigint" ? fromBigInt(candidate, "candidate") : typeof candidate === "string" ? undefined : asBytes(candidate);
  if (bytes === undefined) {
    throw new codes.ERR_INVALID_ARG_TYPE!("candidate", ["ArrayBuffer", "TypedArray", "Buffer", "DataView", "bigint"], candidate);
  }
  validateObject(options, "options");
  const { checks = 0 } = options as { checks?: number };
  validateUint32(checks, "options.checks");
  return bytes;
}

export function checkPrimeSync(candidate: unknown, options: object = {}): boolean {
  return ops.primeCheck(candidateBytes(candidate, options));
}

export function checkPrime(candidate: unknown, options: unknown, callback?: Callback<boolean>): void {
  const done = typeof options === "function" ? (options as Callback<boolean>) : callback;
  const bytes = candidateBytes(candidate, typeof options === "function" ? {} : options);
  validateFunction(done, "callback");
  settle(ops.primeCheckLater(bytes), done as Callback<boolean>);
}
