// RSA by itself: https://nodejs.org/api/crypto.html#cryptopublicencryptkey-buffer

import { codes } from "waypost-internal:internal/errors/errors";
import { rsa } from "waypost-internal:internal/crypto/ops";
import { validateString } from "waypost-internal:internal/validators/validators";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { digestOf, inputBytes } from "waypost-internal:node/crypto/inputs";
import { type NativeKey, privateKey, publicKey } from "waypost-internal:node/crypto/keys";

const PKCS1 = 1;
const OAEP = 4;

interface Options {
  padding?: number;
  oaepHash?: string;
  oaepLabel?: unknown;
  encoding?: string;
}

function run(operation: number, readKey: (key: unknown) => NativeKey, defaultPadding: number, key: unknown, buffer: unknown): Buffer {
  const native = readKey(key);
  const { padding = defaultPadding, oaepHash = "sha1", oaepLabel, encoding } = optionsOf(key);
  validateString(oaepHash, "key.oaepHash");
  const label = oaepLabel === undefined ? undefined : inputBytes(oaepLabel, "key.oaepLabel", encoding, ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"]);
  const data = inputBytes(buffer, "buffer", encoding, ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"]);
  if (typeof padding !== "number") throw new codes.ERR_INVALID_ARG_TYPE!("key.padding", "number", padding);
  return toBuffer(rsa(native.about.id, operation, padding, digestOf(oaepHash), label, data));
}

/** Options come with the key; a KeyObject has none. */
function optionsOf(key: unknown): Options {
  const isPlain = typeof key === "object" && key !== null && !ArrayBuffer.isView(key);
  return isPlain ? (key as Options) : {};
}

export function publicEncrypt(key: unknown, buffer: unknown): Buffer {
  return run(0, publicKey, OAEP, key, buffer);
}

export function privateDecrypt(key: unknown, buffer: unknown): Buffer {
  return run(1, privateKey, OAEP, key, buffer);
}

export function privateEncrypt(key: unknown, buffer: unknown): Buffer {
  return run(2, privateKey, PKCS1, key, buffer);
}

export function publicDecrypt(key: unknown, buffer: unknown): Buffer {
  return run(3, publicKey, PKCS1, key, buffer);
}
