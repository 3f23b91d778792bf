// KeyObject and the functions that make one: https://nodejs.org/api/crypto.html#class-keyobject

import { codes } from "waypost-internal:internal/errors/errors";
import { generateNative, keyFromDer, keyFromJwk, keyFromPem, keyOfCertificate, NativeKey } from "waypost-internal:internal/crypto/keys";
import { validateObject, validateOneOf, validateString } from "waypost-internal:internal/validators/validators";
import { bytesOf, isAnyArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { asBytes, coded, inputBytes, toBigInt } from "waypost-internal:node/crypto/inputs";
import { type CryptoKey, isCryptoKey, keyParts } from "waypost-internal:web/crypto/crypto_key";
import { importKeyObject } from "waypost-internal:web/crypto/subtle";

export { generateNative, NativeKey };

const CONSTRUCT: unique symbol = Symbol("construct");

/** What a key may be given as. */
const KEY_TYPES: string[] = ["ArrayBuffer", "Buffer", "TypedArray", "DataView", "string", "KeyObject", "CryptoKey"];

type KeyType = "secret" | "public" | "private";

let secretOf: (key: KeyObject) => Uint8Array | undefined;
let nativeOf: (key: KeyObject) => NativeKey | undefined;
let isKey: (value: object) => boolean;

/** What `export` is told. */
interface ExportOptions {
  type?: string;
  format?: string;
  cipher?: string;
  passphrase?: string | Uint8Array;
  encoding?: string;
}

export class KeyObject {
  #type: KeyType;
  #data: Uint8Array | NativeKey;

  static {
    secretOf = (key): Uint8Array | undefined => (key.#data instanceof NativeKey ? undefined : key.#data);
    nativeOf = (key): NativeKey | undefined => (key.#data instanceof NativeKey ? key.#data : undefined);
    isKey = (value): boolean => #data in value;
  }

  constructor(type: KeyType, data: unknown, token?: unknown) {
    if (type !== "secret" && type !== "public" && type !== "private") throw new codes.ERR_INVALID_ARG_VALUE!("type", type);
    if (token !== CONSTRUCT) throw new codes.ERR_INVALID_ARG_TYPE!("handle", "object", data);
    this.#type = type;
    this.#data = data as Uint8Array | NativeKey;
  }

  get type(): KeyType {
    return this.#type;
  }

  /** https://nodejs.org/api/crypto.html#static-method-keyobjectfromkey */
  static from(key: CryptoKey): KeyObject {
    if (!isCryptoKey(key)) throw new codes.ERR_INVALID_ARG_TYPE!("key", "CryptoKey", key);
    const { data, type } = keyParts(key);
    // Keys of `subtle` that Node.js's side has no algorithm for.
    if (!(data instanceof NativeKey) && type !== "secret") throw new codes.ERR_INVALID_ARG_VALUE!("key", key);
    return data instanceof NativeKey ? keyObjectOf(data) : secretKeyOf(data.secret);
  }

  equals(other: KeyObject): boolean {
    if (!isKeyObject(other)) throw new codes.ERR_INVALID_ARG_TYPE!("otherKeyObject", "KeyObject", other);
    const [mine, theirs] = [this.#data, other.#data];
    if (mine instanceof NativeKey) return theirs instanceof NativeKey && mine.equals(theirs);
    if (theirs instanceof NativeKey || mine.length !== theirs.length) return false;
    let difference = 0;
    for (let i = 0; i < mine.length; i++) difference |= mine[i]! ^ theirs[i]!;
    return difference === 0;
  }

  /** https://nodejs.org/api/crypto.html#keyobjecttocryptokeyalgorithm-extractable-keyusages */
  toCryptoKey(algorithm: unknown, extractable: boolean, usages: string[]): CryptoKey {
    return importKeyObject(this.#data instanceof NativeKey ? this.#data : { secret: this.#data }, algorithm, extractable, usages);
  }
}

Object.defineProperty(KeyObject.prototype, Symbol.toStringTag, { value: "KeyObject", configurable: true });

class SecretKeyObject extends KeyObject {
  get symmetricKeySize(): number {
    return secretOf(this)!.length;
  }

  export(options?: ExportOptions): Buffer | object {
    if (options !== undefined) {
      validateObject(options, "options");
      validateOneOf(options.format, "options.format", [undefined, "buffer", "jwk"]);
      if (options.format === "jwk") {
        return { kty: "oct", k: secretOf(this)!.toBase64({ alphabet: "base64url", omitPadding: true }) };
      }
    }
    return toBuffer(secretOf(this)!.slice());
  }
}

abstract class AsymmetricKeyObject extends KeyObject {
  #details: object | undefined;

  get asymmetricKeyType(): string {
    return nativeOf(this)!.about.kind;
  }

  get asymmetricKeyDetails(): object {
    return { ...(this.#details ??= detailsOf(nativeOf(this)!)) };
  }
}

function detailsOf(key: NativeKey): object {
  const { bits, exponent, curve, hash, maskHash, saltLength } = key.about;
  if (curve !== undefined) return { namedCurve: curve };
  if (bits === undefined) return {};
  const details = { modulusLength: bits, publicExponent: toBigInt(exponent!) };
  return hash === undefined ? details : { ...details, hashAlgorithm: hash, mgf1HashAlgorithm: maskHash, saltLength };
}

class PublicKeyObject extends AsymmetricKeyObject {
  export(options: ExportOptions): string | Buffer | object {
    validateObject(options, "options");
    if (options.format === "jwk") return jwkOf(nativeOf(this)!);
    return encodePublic(nativeOf(this)!, options, "options");
  }
}

class PrivateKeyObject extends AsymmetricKeyObject {
  export(options: ExportOptions): string | Buffer | object {
    validateObject(options, "options");
    if (options.format === "jwk") {
      if (options.passphrase !== undefined) throw incompatible("jwk", "does not support encryption");
      return jwkOf(nativeOf(this)!);
    }
    return encodePrivate(nativeOf(this)!, options, "options");
  }
}

function jwkOf(key: NativeKey): object {
  if (key.about.kind === "rsa-pss") throw coded(Error, "ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE", "Unsupported JWK Key Type.");
  const jwk = key.jwk();
  const order = key.about.kind === "rsa" ? undefined : key.about.kind === "ec" ? EC_ORDER : OKP_ORDER;
  if (order === undefined) return jwk;
  return Object.fromEntries(order.filter((name) => name in jwk).map((name) => [name, jwk[name]]));
}

/** The order in which Node.js writes the members. */
const EC_ORDER: readonly string[] = ["kty", "x", "y", "crv", "d"];
const OKP_ORDER: readonly string[] = ["crv", "d", "x", "kty"];

function incompatible(what: string, why: string): Error {
  return coded(Error, "ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", `The selected key encoding ${what} ${why}.`);
}

function checkFormat(options: ExportOptions, name: string): boolean {
  const { format } = options;
  if (format !== "pem" && format !== "der") throw new codes.ERR_INVALID_ARG_VALUE!(`${name}.format`, format);
  return format === "pem";
}

function checkContainer(key: NativeKey, options: ExportOptions, name: string, allowed: string[]): string {
  const { type } = options;
  if (typeof type !== "string" || !allowed.includes(type)) throw new codes.ERR_INVALID_ARG_VALUE!(`${name}.type`, type);
  const { kind } = key.about;
  if (type === "pkcs1" && kind !== "rsa") throw incompatible("pkcs1", "can only be used for RSA keys");
  if (type === "sec1" && kind !== "ec") throw incompatible("sec1", "can only be used for EC keys");
  return type;
}

/** The key as `publicKeyEncoding` wants it. */
export function encodePublic(key: NativeKey, options: ExportOptions, name: string): string | Buffer | object {
  if (options.format === "jwk") return jwkOf(key);
  const isPem = checkFormat(options, name);
  const container = checkContainer(key, options, name, ["pkcs1", "spki"]);
  return presentKey(key.encode(container, isPem, undefined, undefined));
}

/** The key as `privateKeyEncoding` wants it. */
export function encodePrivate(key: NativeKey, options: ExportOptions, name: string): string | Buffer | object {
  if (options.format === "jwk") return jwkOf(key);
  const isPem = checkFormat(options, name);
  const container = checkContainer(key, options, name, ["pkcs1", "pkcs8", "sec1"]);
  const { cipher, passphrase } = options;
  if (cipher === undefined || cipher === null) {
    if (passphrase !== undefined && passphrase !== null) throw new codes.ERR_INVALID_ARG_VALUE!(`${name}.cipher`, cipher);
    return presentKey(key.encode(container, isPem, undefined, undefined));
  }
  if (typeof cipher !== "string") throw new codes.ERR_INVALID_ARG_VALUE!(`${name}.cipher`, cipher);
  if (!isPem && container !== "pkcs8") throw incompatible(container, "does not support encryption");
  const secret = asBytes(passphrase, options.encoding);
  if (secret === undefined) throw new codes.ERR_INVALID_ARG_VALUE!(`${name}.passphrase`, passphrase);
  return presentKey(key.encode(container, isPem, cipher, secret));
}

function presentKey(encoded: Uint8Array | string): string | Buffer {
  return typeof encoded === "string" ? encoded : toBuffer(encoded);
}

/** Whether the value is a KeyObject. */
export function isKeyObject(value: unknown): value is KeyObject {
  return typeof value === "object" && value !== null && isKey(value);
}

/** The KeyObject of a native key. */
export function keyObjectOf(key: NativeKey): KeyObject {
  return key.about.isPrivate ? new PrivateKeyObject("private", key, CONSTRUCT) : new PublicKeyObject("public", key, CONSTRUCT);
}

/** The KeyObject of a secret that nobody else may change. */
export function secretKeyOf(secret: Uint8Array): KeyObject {
  return new SecretKeyObject("secret", secret, CONSTRUCT);
}

/** https://nodejs.org/api/crypto.html#cryptocreatesecretkeykey-encoding */
export function createSecretKey(key: unknown, encoding?: string): KeyObject {
  const expected = ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"];
  return secretKeyOf(inputBytes(key, "key", encoding, expected).slice());
}

/** https://nodejs.org/api/crypto.html#cryptocreateprivatekeykey */
export function createPrivateKey(key: unknown): KeyObject {
  return keyObjectOf(readKey(key, "create-private"));
}

/** https://nodejs.org/api/crypto.html#cryptocreatepublickeykey */
export function createPublicKey(key: unknown): KeyObject {
  return keyObjectOf(readKey(key, "create-public").publicHalf());
}

/** The private key that an operation is given. */
export function privateKey(key: unknown): NativeKey {
  return readKey(key, "private");
}

/** The key that an operation is given which needs the public half only. */
export function publicKey(key: unknown): NativeKey {
  return readKey(key, "public");
}

type Purpose = "create-private" | "create-public" | "private" | "public";

interface KeyInput {
  key?: unknown;
  format?: string;
  type?: string;
  passphrase?: unknown;
  encoding?: string;
}

function readKey(input: unknown, purpose: Purpose): NativeKey {
  if (isKeyObject(input) || isCryptoKey(input)) return ofKeyObject(input, purpose);
  const wantsPrivate = purpose === "private" || purpose === "create-private";
  if (typeof input === "string") return ofPemText(input, wantsPrivate);
  const plain = asBytes(input);
  if (plain !== undefined) return keyFromPem(plain, wantsPrivate);
  if (typeof input !== "object" || input === null) throw new codes.ERR_INVALID_ARG_TYPE!("key", acceptedTypes(purpose), input);
  const { key, format, encoding } = input as KeyInput;
  if (isKeyObject(key) || isCryptoKey(key)) {
    if (purpose === "create-private") throw new codes.ERR_INVALID_ARG_TYPE!("key.key", acceptedTypes(purpose), key);
    return ofKeyObject(key, purpose);
  }
  if (format === "jwk") {
    validateObject(key, "key.key");
    return ofJwk(key as Record<string, unknown>, wantsPrivate);
  }
  const bytes = asBytes(key, encoding);
  if (bytes === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("key.key", acceptedTypes(purpose), key);
  return ofEncoded(bytes, input as KeyInput, wantsPrivate);
}

function acceptedTypes(purpose: Purpose): string[] {
  return purpose === "create-private" ? KEY_TYPES.slice(0, 5) : KEY_TYPES;
}

function ofKeyObject(key: KeyObject | CryptoKey, purpose: Purpose): NativeKey {
  if (purpose === "create-private") throw new codes.ERR_INVALID_ARG_TYPE!("key", acceptedTypes(purpose), key);
  const object = isCryptoKey(key) ? KeyObject.from(key) : key;
  const { type } = object;
  const isWrong = purpose === "public" ? type === "secret" : type !== "private";
  if (isWrong) throw wrongType(type, purpose === "public" ? "private or public" : "private");
  return nativeOf(object)!;
}

function wrongType(actual: string, expected: string): Error {
  return coded(TypeError, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", `Invalid key object type ${actual}, expected ${expected}.`);
}

/** The keys of the PEM texts used last: programs sign and verify with the same text again and again. */
let texts: Map<string, NativeKey> | undefined;
const MOST_TEXTS = 16;

function ofPemText(text: string, wantsPrivate: boolean): NativeKey {
  texts ??= new Map();
  const name = `${wantsPrivate ? "private" : "public"} ${text}`;
  const known = texts.get(name);
  if (known !== undefined) return known;
  const key = keyFromPem(asBytes(text)!, wantsPrivate);
  if (texts.size >= MOST_TEXTS) texts.delete(texts.keys().next().value!);
  texts.set(name, key);
  return key;
}

function ofEncoded(bytes: Uint8Array, options: KeyInput, wantsPrivate: boolean): NativeKey {
  const { format = "pem", type, passphrase } = options;
  if (format !== "pem" && format !== "der") throw new codes.ERR_INVALID_ARG_VALUE!("options.format", format);
  const secret = passphrase === undefined || passphrase === null ? undefined : asBytes(passphrase, options.encoding);
  if (passphrase !== undefined && passphrase !== null && secret === undefined) {
    throw new codes.ERR_INVALID_ARG_VALUE!("options.passphrase", passphrase);
  }
  if (format === "pem") return keyFromPem(bytes, wantsPrivate, secret);
  const allowed = wantsPrivate ? ["pkcs1", "pkcs8", "sec1"] : ["pkcs1", "pkcs8", "sec1", "spki"];
  if (typeof type !== "string" || !allowed.includes(type)) throw new codes.ERR_INVALID_ARG_VALUE!("options.type", type);
  try {
    return keyFromDer(bytes, wantsPrivate, type, secret);
  } catch (error) {
    // OpenSSL asks for the passphrase of a PEM, Node.js for that of a DER.
    if ((error as { code?: string }).code !== "ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED") throw error;
    throw coded(TypeError, "ERR_MISSING_PASSPHRASE", "Passphrase required for encrypted key");
  }
}

const JWK_MEMBERS: Readonly<Record<string, [string[], string[]]>> = {
  RSA: [["n", "e"], ["d", "p", "q", "dp", "dq", "qi"]],
  EC: [["crv", "x", "y"], ["d"]],
  OKP: [["crv", "x"], ["d"]],
};

function ofJwk(jwk: Record<string, unknown>, wantsPrivate: boolean): NativeKey {
  const { kty, crv } = jwk;
  validateOneOf(kty, "key.kty", ["RSA", "EC", "OKP"]);
  if (kty === "OKP") validateOneOf(crv, "key.crv", ["Ed25519", "Ed448", "X25519", "X448"]);
  if (kty === "EC") validateOneOf(crv, "key.crv", ["P-256", "secp256k1", "P-384", "P-521"]);
  const [open, secret] = JWK_MEMBERS[kty as string]!;
  const isPrivate = wantsPrivate || jwk.d !== undefined;
  for (const member of isPrivate ? [...open, ...secret] : open) validateString(jwk[member], `key.${member}`);
  try {
    return keyFromJwk(jwk, kty as string, crv as string | undefined, isPrivate);
  } catch {
    const what = kty === "RSA" ? "Invalid JWK RSA key" : kty === "EC" ? "Invalid JWK EC key" : "Invalid JWK data";
    throw coded(Error, "ERR_CRYPTO_INVALID_JWK", what);
  }
}

/** The bytes of a secret key that an operation is given; of a text, in an encoding. */
export function secretBytes(key: unknown, encoding?: unknown, name: string = "key"): Uint8Array {
  if (isKeyObject(key)) {
    if (key.type !== "secret") throw wrongType(key.type, "secret");
    return secretOf(key)!;
  }
  if (isCryptoKey(key)) {
    const { data, type } = keyParts(key);
    if (data instanceof NativeKey) throw wrongType(type, "secret");
    return data.secret;
  }
  if (typeof key === "string") return asBytes(key, encoding)!;
  if (ArrayBuffer.isView(key) || isAnyArrayBuffer(key)) return bytesOf(key);
  throw new codes.ERR_INVALID_ARG_TYPE!(name, ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView", "KeyObject", "CryptoKey"], key);
}

/** The native key within a KeyObject; undefined for a secret. */
export function nativeKeyOf(key: KeyObject): NativeKey | undefined {
  return nativeOf(key);
}

/** The public key of a certificate. */
export function certificateKey(certificate: number): KeyObject {
  return keyObjectOf(keyOfCertificate(certificate));
}
