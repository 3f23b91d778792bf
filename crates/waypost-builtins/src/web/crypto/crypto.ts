// The Crypto interface and its one instance: https://w3c.github.io/webcrypto/#Crypto-interface
//
// `subtle` is evaluated when first touched; random values and UUIDs need none of it.

import { illegalConstructor, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { QuotaExceededError } from "waypost-internal:web/dom_exception/quota_exceeded_error";
import { randomFill, randomUUID } from "waypost-internal:web/crypto/random";
import { type SubtleCrypto, subtle } from "waypost-internal:web/crypto/subtle";

export { CryptoKey } from "waypost-internal:web/crypto/crypto_key";
export { SubtleCrypto } from "waypost-internal:web/crypto/subtle";

/** The most a single call may ask for. */
const QUOTA = 65536;

const CONSTRUCT: unique symbol = Symbol("construct");

export class Crypto {
  #isCrypto: boolean;

  constructor(token: unknown = undefined) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    this.#isCrypto = true;
  }

  get subtle(): SubtleCrypto {
    if (!(#isCrypto in this)) throw invalidThis("Crypto");
    return subtle;
  }

  // https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues
  getRandomValues<T extends ArrayBufferView>(array: T): T {
    if (!(#isCrypto in this)) throw invalidThis("Crypto");
    requireArguments(arguments.length, 1, "Crypto.getRandomValues");
    return fillView(array);
  }

  // https://w3c.github.io/webcrypto/#Crypto-method-randomUUID
  randomUUID(): string {
    if (!(#isCrypto in this)) throw invalidThis("Crypto");
    return randomUUID();
  }
}

shapeInterface(Crypto, "Crypto");

export const crypto: Crypto = new Crypto(CONSTRUCT);

const typedArrayTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)!.get!;

function fillView<T extends ArrayBufferView>(array: T): T {
  const kind = typedArrayTag.call(array) as string | undefined;
  if (kind === undefined || kind.startsWith("Float")) {
    if (!ArrayBuffer.isView(array)) {
      throw new TypeError('The "array" argument must be an instance of TypedArray.');
    }
    throw new DOMException("The data argument must be an integer-type TypedArray", "TypeMismatchError");
  }
  if (array.byteLength > QUOTA) {
    throw new QuotaExceededError("The requested length exceeds 65,536 bytes");
  }
  randomFill(kind === "Uint8Array" ? (array as unknown as Uint8Array) : new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return array;
}
