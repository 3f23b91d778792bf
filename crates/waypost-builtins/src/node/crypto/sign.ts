// Signatures: https://nodejs.org/api/crypto.html#class-sign

import { callable } from "waypost-internal:node/crypto/callable";
import { codes } from "waypost-internal:internal/errors/errors";
import * as ops from "waypost-internal:internal/crypto/ops";
import { validateFunction, validateString } from "waypost-internal:internal/validators/validators";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { BYTES, Digester } from "waypost-internal:node/crypto/digester";
import { asBytes, type Callback, coded, digestOf, inputBytes, present, settle } from "waypost-internal:node/crypto/inputs";
import { type NativeKey, privateKey, publicKey } from "waypost-internal:node/crypto/keys";
import { LazyTransform } from "waypost-internal:node/crypto/lazy_transform";

type Done = (error?: unknown) => void;

/** How to sign, as the op takes it. */
interface Scheme {
  padding: number | undefined;
  saltLength: number | undefined;
  isFixed: boolean;
}

function schemeOf(options: unknown): Scheme {
  const { padding, saltLength, dsaEncoding } = (typeof options === "object" && options !== null ? options : {}) as Record<string, unknown>;
  return {
    padding: integerOption(padding, "options.padding"),
    saltLength: integerOption(saltLength, "options.saltLength"),
    isFixed: isFixedEncoding(dsaEncoding),
  };
}

function integerOption(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Number.isInteger(value) || (value as number) !== ((value as number) | 0)) throw new codes.ERR_INVALID_ARG_VALUE!(name, value);
  return value as number;
}

function isFixedEncoding(value: unknown): boolean {
  if (value === undefined || value === "der") return false;
  if (value === "ieee-p1363") return true;
  throw new codes.ERR_INVALID_ARG_VALUE!("options.dsaEncoding", value);
}

/** A message on its way to a signature. */
abstract class SignedMessage extends LazyTransform {
  protected readonly hash: string;
  protected readonly digester: Digester;

  constructor(algorithm: string, options?: unknown) {
    super();
    validateString(algorithm, "algorithm");
    this._options = options;
    this.hash = digestOf(algorithm);
    this.digester = new Digester(this.hash, undefined);
    for (const name of ["hash", "digester"]) Object.defineProperty(this, name, { enumerable: false });
  }

  update(data: unknown, encoding?: string): this {
    this.digester.addBytes(inputBytes(data, "data", encoding, ["string", "Buffer", "TypedArray", "DataView"]));
    return this;
  }

  _transform(chunk: unknown, encoding: string, done: Done): void {
    this.update(chunk, encoding);
    done();
  }

  _flush(done: Done): void {
    done();
  }
}

/** Ed25519 and its kin hash by themselves. */
function refusePrehash(key: NativeKey): void {
  if (!["ed25519", "ed448", "x25519", "x448"].includes(key.about.kind)) return;
  throw coded(Error, "ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation");
}

class SignClass extends SignedMessage {
  sign(options: unknown, encoding?: string): Buffer | string {
    if (!options) throw coded(Error, "ERR_CRYPTO_SIGN_KEY_REQUIRED", "No key provided to sign");
    const key = privateKey(options);
    const { padding, saltLength, isFixed } = schemeOf(options);
    refusePrehash(key);
    const digest = this.digester.finish(BYTES) as Uint8Array;
    return present(ops.sign(key.about.id, this.hash, padding, saltLength, isFixed, true, digest), encoding);
  }
}

export type Sign = SignClass;
export const Sign: typeof SignClass = callable(SignClass);
Object.defineProperty(Sign, "name", { value: "Sign" });

class VerifyClass extends SignedMessage {
  verify(options: unknown, signature: unknown, encoding?: string): boolean {
    const key = publicKey(options);
    const { padding, saltLength, isFixed } = schemeOf(options);
    const expected = ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"];
    const bytes = inputBytes(signature, "signature", encoding, expected);
    refusePrehash(key);
    const digest = this.digester.finish(BYTES) as Uint8Array;
    return ops.verify(key.about.id, this.hash, padding, saltLength, isFixed, true, digest, bytes);
  }
}

export type Verify = VerifyClass;
export const Verify: typeof VerifyClass = callable(VerifyClass);
Object.defineProperty(Verify, "name", { value: "Verify" });

export function createSign(algorithm: string, options?: unknown): Sign {
  return new Sign(algorithm, options);
}

export function createVerify(algorithm: string, options?: unknown): Verify {
  return new Verify(algorithm, options);
}

function wholeMessage(data: unknown): Uint8Array {
  return inputBytes(data, "data", undefined, ["ArrayBuffer", "Buffer", "TypedArray", "DataView"]);
}

/** The hash of a one-shot signature; nothing when the key's algorithm has its own. */
function oneShotHash(algorithm: unknown, key: NativeKey): string | undefined {
  if (algorithm === null || algorithm === undefined) return undefined;
  const hash = digestOf(algorithm as string);
  refusePrehash(key);
  return hash;
}

/** https://nodejs.org/api/crypto.html#cryptosignalgorithm-data-key-callback */
export function sign(algorithm: string | null | undefined, data: unknown, key: unknown, callback?: Callback<Buffer>): Buffer | undefined {
  if (algorithm !== null && algorithm !== undefined) validateString(algorithm, "algorithm");
  if (callback !== undefined) validateFunction(callback, "callback");
  if (typeof data === "string") throw new codes.ERR_INVALID_ARG_TYPE!("data", ["ArrayBuffer", "Buffer", "TypedArray", "DataView"], data);
  const message = wholeMessage(data);
  if (!key) throw coded(Error, "ERR_CRYPTO_SIGN_KEY_REQUIRED", "No key provided to sign");
  const { padding, saltLength, isFixed } = schemeOf(key);
  const native = privateKey(key);
  const hash = oneShotHash(algorithm, native);
  if (callback === undefined) return toBuffer(ops.sign(native.about.id, hash, padding, saltLength, isFixed, false, message));
  settle(ops.signLater(native.about.id, hash, padding, saltLength, isFixed, false, message), callback, toBuffer);
  return undefined;
}

/** https://nodejs.org/api/crypto.html#cryptoverifyalgorithm-data-key-signature-callback */
export function verify(
  algorithm: string | null | undefined,
  data: unknown,
  key: unknown,
  signature: unknown,
  callback?: Callback<boolean>,
): boolean | undefined {
  if (algorithm !== null && algorithm !== undefined) validateString(algorithm, "algorithm");
  if (callback !== undefined) validateFunction(callback, "callback");
  if (typeof data === "string") throw new codes.ERR_INVALID_ARG_TYPE!("data", ["ArrayBuffer", "Buffer", "TypedArray", "DataView"], data);
  const message = wholeMessage(data);
  const { padding, saltLength, isFixed } = schemeOf(key);
  const bytes = typeof signature === "string" ? undefined : asBytes(signature);
  if (bytes === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("signature", ["ArrayBuffer", "Buffer", "TypedArray", "DataView"], signature);
  const native = publicKey(key);
  const hash = oneShotHash(algorithm, native);
  if (callback === undefined) return ops.verify(native.about.id, hash, padding, saltLength, isFixed, false, message, bytes);
  settle(ops.verifyLater(native.about.id, hash, padding, saltLength, isFixed, false, message, bytes), callback);
  return undefined;
}
