// CryptoKey: https://w3c.github.io/webcrypto/#cryptokey-interface
//
// Only `subtle` makes keys. The secret stays in a private slot that nothing enumerates or prints.

import type { KeyData } from "waypost-internal:internal/crypto/keys";
import { illegalConstructor, INSPECT, type Inspect, invalidThis, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";

export type KeyType = "secret" | "private" | "public";

export interface KeyAlgorithm {
  name: string;
  /** Of HMAC and RSA. */
  hash?: { name: string };
  /** Of AES and HMAC, in bits. */
  length?: number;
  /** Of a curve. */
  namedCurve?: string;
  /** Of RSA. */
  modulusLength?: number;
  publicExponent?: Uint8Array;
}

/** What a key is made of. */
export interface KeyParts {
  type: KeyType;
  extractable: boolean;
  algorithm: KeyAlgorithm;
  usages: string[];
  /** The secret, or half of a pair. */
  data: KeyData;
}

const CONSTRUCT: unique symbol = Symbol("construct");

let partsOf: (key: CryptoKey) => KeyParts;
let isKeyObject: (value: object) => boolean;

export class CryptoKey {
  #parts: KeyParts;

  static {
    partsOf = (key): KeyParts => {
      if (!(#parts in key)) throw invalidThis("CryptoKey");
      return key.#parts;
    };
    isKeyObject = (value): boolean => #parts in value;
  }

  constructor(token: unknown = undefined, parts: KeyParts | undefined = undefined) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    this.#parts = parts!;
  }

  get type(): KeyType {
    return partsOf(this).type;
  }

  get extractable(): boolean {
    return partsOf(this).extractable;
  }

  get algorithm(): KeyAlgorithm {
    return partsOf(this).algorithm;
  }

  get usages(): string[] {
    return partsOf(this).usages;
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[CryptoKey]";
    const { type, extractable, algorithm, usages } = this;
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, options)}`;
  }
}

shapeInterface(CryptoKey, "CryptoKey");

/** The secret bytes of a key that is no half of a pair. */
export function secretOf(key: CryptoKey): Uint8Array {
  return (partsOf(key).data as { secret: Uint8Array }).secret;
}

/** Makes a key; for `subtle` and `structuredClone`. */
export function makeKey(parts: KeyParts): CryptoKey {
  return new CryptoKey(CONSTRUCT, parts);
}

/** What a key is made of: never to be handed to user code. */
export function keyParts(key: CryptoKey): KeyParts {
  return partsOf(key);
}

/** Whether the value is a CryptoKey. */
export function isCryptoKey(value: unknown): value is CryptoKey {
  return typeof value === "object" && value !== null && isKeyObject(value);
}
