// Asymmetric keys as JavaScript holds them: a number that names the key in Rust, closed when nobody holds it.

import {
  type KeyAbout,
  op_crypto_key_close,
  op_crypto_key_equals,
  op_crypto_key_export,
  op_crypto_key_generate,
  op_crypto_key_generate_later,
  op_crypto_key_import,
  op_crypto_key_jwk_export,
  op_crypto_key_jwk_import,
  op_crypto_key_public,
  op_crypto_key_raw_export,
  op_crypto_key_raw_import,
  op_crypto_x509_key,
} from "waypost-native:internal/crypto";

/** A secret of any length, or one half of a pair. */
export type KeyData = { secret: Uint8Array } | NativeKey;

let forgotten: FinalizationRegistry<number> | undefined;

export class NativeKey {
  readonly about: KeyAbout;
  #public: NativeKey | undefined;

  constructor(about: KeyAbout) {
    this.about = about;
    forgotten ??= new FinalizationRegistry(op_crypto_key_close);
    forgotten.register(this, about.id);
  }

  /** The key that may be known: of a public key itself. */
  publicHalf(): NativeKey {
    if (!this.about.isPrivate) return this;
    return (this.#public ??= new NativeKey(op_crypto_key_public(this.about.id)));
  }

  equals(other: NativeKey): boolean {
    return op_crypto_key_equals(this.about.id, other.about.id);
  }

  /** The key in DER. */
  der(container: string): Uint8Array {
    return op_crypto_key_export(this.about.id, container, false, undefined, undefined) as Uint8Array;
  }

  encode(container: string, isPem: boolean, cipher: string | undefined, passphrase: Uint8Array | undefined): Uint8Array | string {
    return op_crypto_key_export(this.about.id, container, isPem, cipher, passphrase);
  }

  /** The members of a JSON Web Key that make the key. */
  jwk(): Record<string, string> {
    return op_crypto_key_jwk_export(this.about.id);
  }

  /** The secret half in its plain form. */
  rawSecret(): Uint8Array {
    return op_crypto_key_raw_export(this.about.id, 0);
  }

  /** The public half in its plain form; a point uncompressed (1), compressed (2) or hybrid (3). */
  rawPublic(form: number = 1): Uint8Array {
    return op_crypto_key_raw_export(this.about.id, form);
  }
}

export function keyFromPem(text: Uint8Array, wantsPrivate: boolean, passphrase?: Uint8Array): NativeKey {
  return new NativeKey(op_crypto_key_import(text, wantsPrivate, undefined, passphrase));
}

export function keyFromDer(bytes: Uint8Array, wantsPrivate: boolean, container: string, passphrase?: Uint8Array): NativeKey {
  return new NativeKey(op_crypto_key_import(bytes, wantsPrivate, container, passphrase));
}

export function keyFromJwk(jwk: object, kty: string, crv: string | undefined, isPrivate: boolean): NativeKey {
  return new NativeKey(op_crypto_key_jwk_import(jwk, kty, crv, isPrivate));
}

/** `kind` is a curve, or `ed25519`, `ed448`, `x25519` or `x448`. */
export function keyFromRaw(kind: string, isPrivate: boolean, bytes: Uint8Array): NativeKey {
  return new NativeKey(op_crypto_key_raw_import(kind, isPrivate, bytes));
}

export function keyOfCertificate(certificate: number): NativeKey {
  return new NativeKey(op_crypto_x509_key(certificate));
}

/** What a key is generated from. */
export interface Recipe {
  kind: string;
  /** Of RSA: the length of the modulus; of `ec`: the curve. */
  size?: number | string;
  exponent?: number;
  hash?: string;
  maskHash?: string;
  saltLength?: number;
}

export function generateNative(recipe: Recipe): NativeKey {
  const { kind, size, exponent, hash, maskHash, saltLength } = recipe;
  return new NativeKey(op_crypto_key_generate(kind, size, exponent, hash, maskHash, saltLength));
}

export async function generateNativeLater(recipe: Recipe): Promise<NativeKey> {
  const { kind, size, exponent, hash, maskHash, saltLength } = recipe;
  return new NativeKey(await op_crypto_key_generate_later(kind, size, exponent, hash, maskHash, saltLength));
}
