// SPKAC, what browsers once sent to ask for a certificate: https://nodejs.org/api/crypto.html#class-certificate

import { codes } from "waypost-internal:internal/errors/errors";
import { keyFromDer } from "waypost-internal:internal/crypto/keys";
import { isAnyArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { callable } from "waypost-internal:node/crypto/callable";
import { asBytes } from "waypost-internal:node/crypto/inputs";
import { encodePublic, keyObjectOf } from "waypost-internal:node/crypto/keys";
import { verify } from "waypost-internal:node/crypto/sign";

const MOST_BYTES = 2 ** 31 - 1;

/** The hash of each signature algorithm, by its encoded object identifier in hexadecimal. */
const HASHES: Readonly<Record<string, string>> = {
  "2a864886f70d010104": "md5", "2a864886f70d010105": "sha1", "2a864886f70d01010e": "sha224", "2a864886f70d01010b": "sha256",
  "2a864886f70d01010c": "sha384", "2a864886f70d01010d": "sha512", "2a8648ce3d0401": "sha1", "2a8648ce3d040301": "sha224",
  "2a8648ce3d040302": "sha256", "2a8648ce3d040303": "sha384", "2a8648ce3d040304": "sha512",
};

const OBJECT_ID = 0x06;
const BITS = 0x03;
const IA5 = 0x16;
const SEQUENCE = 0x30;

interface Element {
  tag: number;
  content: Uint8Array;
  whole: Uint8Array;
}

/** The elements of DER one after the other; undefined where they are not. */
function elements(bytes: Uint8Array): Element[] | undefined {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    let start = at + 2;
    let length = bytes[at + 1] ?? Infinity;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 4) return undefined;
      length = bytes.subarray(start, start + count).reduce((sum, byte) => sum * 256 + byte, 0);
      start += count;
    }
    if (!(start + length <= bytes.length)) return undefined;
    found.push({ tag: bytes[at]!, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) });
    at = start + length;
  }
  return found;
}

interface Request {
  /** What is signed. */
  signed: Uint8Array;
  key: Uint8Array;
  challenge: Uint8Array;
  hash: string | undefined;
  signature: Uint8Array;
}

/** SignedPublicKeyAndChallenge; undefined for what is none. */
function parse(bytes: Uint8Array): Request | undefined {
  const der = Buffer.from(toBuffer(bytes).toString("latin1").replace(/^SPKAC=/, ""), "base64");
  const [outer] = elements(der) ?? [];
  if (outer?.tag !== SEQUENCE) return undefined;
  const [body, algorithm, signature] = elements(outer.content) ?? [];
  if (body?.tag !== SEQUENCE || algorithm?.tag !== SEQUENCE || signature?.tag !== BITS) return undefined;
  const [key, challenge] = elements(body.content) ?? [];
  const [name] = elements(algorithm.content) ?? [];
  if (key?.tag !== SEQUENCE || challenge?.tag !== IA5 || name?.tag !== OBJECT_ID) return undefined;
  return {
    signed: body.whole,
    key: key.whole,
    challenge: challenge.content,
    hash: HASHES[name.content.toHex()],
    signature: signature.content.subarray(1),
  };
}

function requestOf(spkac: unknown, encoding: unknown): Request | undefined {
  if (typeof spkac !== "string" && !ArrayBuffer.isView(spkac) && !isAnyArrayBuffer(spkac)) {
    throw new codes.ERR_INVALID_ARG_TYPE!("spkac", ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"], spkac);
  }
  const bytes = asBytes(spkac, encoding)!;
  if (bytes.length > MOST_BYTES) throw new codes.ERR_OUT_OF_RANGE!("spkac", `<= ${MOST_BYTES}`, bytes.length);
  return parse(bytes);
}

export function verifySpkac(spkac: unknown, encoding?: unknown): boolean {
  const request = requestOf(spkac, encoding);
  if (request?.hash === undefined) return false;
  try {
    return verify(request.hash, request.signed, keyObjectOf(keyFromDer(request.key, false, "spki")), request.signature) as boolean;
  } catch {
    // Not a key, or not one of ours.
    return false;
  }
}

export function exportPublicKey(spkac: unknown, encoding?: unknown): Buffer | string {
  const request = requestOf(spkac, encoding);
  if (request === undefined) return "";
  try {
    return Buffer.from(encodePublic(keyFromDer(request.key, false, "spki"), { type: "spki", format: "pem" }, "options") as string);
  } catch {
    return "";
  }
}

export function exportChallenge(spkac: unknown, encoding?: unknown): Buffer | string {
  const request = requestOf(spkac, encoding);
  return request === undefined ? "" : toBuffer(request.challenge.slice());
}

class CertificateClass {
  verifySpkac(spkac: unknown, encoding?: unknown): boolean {
    return verifySpkac(spkac, encoding);
  }
  exportPublicKey(spkac: unknown, encoding?: unknown): Buffer | string {
    return exportPublicKey(spkac, encoding);
  }
  exportChallenge(spkac: unknown, encoding?: unknown): Buffer | string {
    return exportChallenge(spkac, encoding);
  }
}

export const Certificate: typeof CertificateClass & { verifySpkac: typeof verifySpkac } = Object.assign(callable(CertificateClass), {
  verifySpkac, exportPublicKey, exportChallenge,
});
Object.defineProperty(Certificate, "name", { value: "Certificate" });
