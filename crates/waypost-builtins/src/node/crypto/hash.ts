// Hash and Hmac of node:crypto. https://nodejs.org/api/crypto.html#class-hash

import { callable } from "waypost-internal:node/crypto/callable";
import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateString, validateUint32 } from "waypost-internal:internal/validators/validators";
import { bytesOf } from "waypost-internal:internal/webidl/webidl";
import { canonicalHash, checkOutputLength, expectHash, hashLength, isExtendable, packed } from "waypost-internal:node/crypto/algorithms";
import { BASE64, BASE64URL, BYTES, Digester, HEX } from "waypost-internal:node/crypto/digester";
import { secretBytes } from "waypost-internal:node/crypto/keys";
import { LazyTransform } from "waypost-internal:node/crypto/lazy_transform";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { decode, encode, encodingOf } from "waypost-internal:node/buffer/codec";
import { warnOnce } from "waypost-internal:node/crypto/deprecations";
import { op_node_crypto_hash } from "waypost-native:node/crypto";

export type BinaryLike = string | ArrayBufferView;

export interface HashOptions {
  outputLength?: number;
}

type Done = (error?: unknown) => void;

let digesterOf: (digest: MessageDigest) => Digester | undefined;
let release: (digest: MessageDigest) => void;

/** What Hash and Hmac share: their message, and that they are streams. */
abstract class MessageDigest extends LazyTransform {
  /** Undefined once the result was taken. */
  #digester: Digester | undefined;

  static {
    digesterOf = (digest): Digester | undefined => digest.#digester;
    release = (digest): void => {
      digest.#digester = undefined;
    };
  }

  constructor(digester: Digester, options: unknown) {
    super();
    this._options = options;
    this.#digester = digester;
  }

  update(data: BinaryLike, inputEncoding?: string): this {
    if (this.#digester === undefined) throw finalized();
    addTo(this.#digester, data, inputEncoding);
    return this;
  }

  abstract digest(outputEncoding?: string): string | Buffer;

  _transform(chunk: BinaryLike, encoding: string, done: Done): void {
    this.update(chunk, encoding);
    done();
  }

  _flush(done: Done): void {
    // The result can still be asked for afterwards.
    const digester = this.#digester?.copy();
    (this as unknown as { push(chunk: unknown): void }).push(digester === undefined ? this.digest() : finish(digester, undefined));
    done();
  }
}

class HashClass extends MessageDigest {
  constructor(algorithm: string | Digester, options?: HashOptions) {
    if (algorithm instanceof Digester) {
      super(algorithm, options);
      return;
    }
    validateString(algorithm, "algorithm");
    const name = expectHash(algorithm);
    const length = options?.outputLength;
    if (length !== undefined) {
      validateUint32(length, "options.outputLength");
      checkOutputLength(name, length);
    } else if (isExtendable(name)) warnOnce("DEP0198");
    super(new Digester(name, undefined, length), options);
  }

  override digest(outputEncoding?: string): string | Buffer {
    const digester = digesterOf(this);
    if (digester === undefined) throw finalized();
    release(this);
    return finish(digester, outputEncoding);
  }

  copy(options?: HashOptions): Hash {
    const digester = digesterOf(this);
    if (digester === undefined) throw finalized();
    const length = options?.outputLength;
    if (length !== undefined) {
      validateUint32(length, "options.outputLength");
      checkOutputLength(digester.algorithm, length);
    }
    return new Hash(digester.copy(length), options);
  }
}

export type Hash = HashClass;
export const Hash: typeof HashClass = callable(HashClass);
Object.defineProperty(Hash, "name", { value: "Hash" });

class HmacClass extends MessageDigest {
  constructor(algorithm: string, key: unknown, options?: object, isMadeHere: boolean = false) {
    if (!isMadeHere) warnOnce("DEP0181");
    validateString(algorithm, "hmac");
    const name = canonicalHash(algorithm);
    const encoding = (options as { encoding?: string } | undefined)?.encoding;
    const secret = secretBytes(key, encoding).slice();
    if (name === undefined) throw new codes.ERR_CRYPTO_INVALID_DIGEST!(algorithm);
    super(new Digester(name, secret), options);
  }

  override digest(outputEncoding?: string): string | Buffer {
    const digester = digesterOf(this);
    if (digester !== undefined) {
      release(this);
      return finish(digester, outputEncoding);
    }
    return outputEncoding === undefined || outputEncoding === "buffer" ? toBuffer(new Uint8Array(0)) : "";
  }
}

export type Hmac = HmacClass;
export const Hmac: typeof HmacClass = callable(HmacClass);
Object.defineProperty(Hmac, "name", { value: "Hmac" });

function finalized(): Error {
  return nodeError(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
}

function addTo(digester: Digester, data: unknown, inputEncoding: string | undefined): void {
  if (typeof data === "string") {
    const encoding = inputEncoding === undefined ? "utf8" : (encodingOf(inputEncoding) ?? "utf8");
    if (encoding === "utf8") digester.addText(data);
    else digester.addBytes(encode(data, encoding));
  } else if (ArrayBuffer.isView(data)) {
    digester.addBytes(bytesOf(data));
  } else throw new codes.ERR_INVALID_ARG_TYPE!("data", ["string", "Buffer", "TypedArray", "DataView"], data);
}

function finish(digester: Digester, outputEncoding: unknown): string | Buffer {
  switch (outputEncoding) {
    case "hex":
      return digester.finish(HEX) as string;
    case "base64":
      return digester.finish(BASE64) as string;
    case "base64url":
      return digester.finish(BASE64URL) as string;
    default:
      return present(digester.finish(BYTES) as Uint8Array, outputEncoding);
  }
}

/** Bytes as a Buffer, or as text in an encoding; an unknown one means a Buffer, as in Node.js. */
function present(bytes: Uint8Array, outputEncoding: unknown): string | Buffer {
  const encoding = outputEncoding === undefined || outputEncoding === "buffer" ? undefined : encodingOf(outputEncoding);
  return encoding === undefined ? toBuffer(bytes) : decode(bytes, encoding);
}

export function createHash(algorithm: string, options?: HashOptions): Hash {
  return new Hash(algorithm, options);
}

export function createHmac(algorithm: string, key: unknown, options?: object): Hmac {
  return new Hmac(algorithm, key, options, true);
}

interface OneShotOptions {
  outputEncoding?: string;
  outputLength?: number;
}

/** A whole message at once. */
export function hash(algorithm: string, data: BinaryLike, options: string | OneShotOptions = "hex"): string | Buffer {
  const { outputEncoding = "hex", outputLength } = typeof options === "object" && options !== null ? options : { outputEncoding: options };
  validateString(algorithm, "algorithm");
  const name = expectHash(algorithm);
  if (typeof data !== "string" && !ArrayBuffer.isView(data)) {
    throw new codes.ERR_INVALID_ARG_TYPE!("input", ["Buffer", "TypedArray", "DataView", "string"], data);
  }
  validateString(outputEncoding, "outputEncoding");
  if (outputEncoding !== "buffer" && encodingOf(outputEncoding) === undefined) {
    throw new codes.ERR_INVALID_ARG_VALUE!("outputEncoding", outputEncoding);
  }
  if (outputLength !== undefined) {
    validateUint32(outputLength, "outputLength");
    if (!isExtendable(name) && outputLength !== hashLength(name)) {
      const what = `Output length ${outputLength} is invalid for ${algorithm}, which does not support XOF`;
      throw nodeError(Error, "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH", what);
    }
    return new Hash(name, { outputLength }).update(data).digest(outputEncoding);
  }
  if (isExtendable(name)) warnOnce("DEP0198");
  const message = typeof data === "string" ? data : bytesOf(data);
  if (outputEncoding === "hex") return op_node_crypto_hash(packed(name, HEX, message), message) as string;
  return present(op_node_crypto_hash(packed(name, BYTES, message), message) as Uint8Array, outputEncoding);
}
