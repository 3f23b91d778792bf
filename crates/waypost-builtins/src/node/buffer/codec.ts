// node:buffer: the encodings. Each knows its byte length, how to write into bytes and how to read text out.

import { latin1Decode, utf8DecodeKeepBom, utf8Encode, utf8EncodeInto, utf8Length } from "waypost-internal:web/encoding/encoding";

export type Encoding = "utf8" | "utf16le" | "latin1" | "ascii" | "base64" | "base64url" | "hex";

const NAMES: Record<string, Encoding> = {
  __proto__: null as never,
  utf8: "utf8",
  "utf-8": "utf8",
  ucs2: "utf16le",
  "ucs-2": "utf16le",
  utf16le: "utf16le",
  "utf-16le": "utf16le",
  latin1: "latin1",
  binary: "latin1",
  ascii: "ascii",
  base64: "base64",
  base64url: "base64url",
  hex: "hex",
};

/** The encoding a name means, in any case; `undefined` for an unknown one. No name means UTF-8. */
export function encodingOf(name: unknown): Encoding | undefined {
  if (name === undefined || name === null || name === "utf8" || name === "") return "utf8";
  const text = String(name);
  return NAMES[text] ?? NAMES[text.toLowerCase()];
}

/** How many bytes `text` has in the encoding; an upper bound for base64, as in Node. */
export function lengthIn(text: string, encoding: Encoding): number {
  switch (encoding) {
    case "utf8":
      return utf8Length(text);
    case "utf16le":
      return text.length * 2;
    case "hex":
      return text.length >>> 1;
    case "base64":
    case "base64url":
      return base64Length(text);
    default:
      return text.length;
  }
}

function base64Length(text: string): number {
  let length = text.length;
  if (text.charCodeAt(length - 1) === 0x3d) length--;
  if (length > 1 && text.charCodeAt(length - 1) === 0x3d) length--;
  return (length * 3) >>> 2;
}

/** The bytes of `text`; the array may be handed on. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case "utf8":
      return utf8Encode(text);
    case "base64":
    case "base64url":
      return decodeBase64(text, encoding);
    case "hex":
      return decodeHex(text);
    default: {
      const bytes = new Uint8Array(lengthIn(text, encoding));
      writeUnits(bytes, text, encoding, 0, bytes.length);
      return bytes;
    }
  }
}

/** Writes what fits of `text` into `bytes` from `offset` on; answers the number of bytes written. */
export function writeText(bytes: Uint8Array, text: string, encoding: Encoding, offset: number, length: number): number {
  const room = Math.min(length, bytes.length - offset);
  if (room <= 0 || text.length === 0) return 0;
  if (encoding === "latin1" || encoding === "ascii" || encoding === "utf16le") {
    return writeUnits(bytes, text, encoding, offset, room);
  }
  if (encoding === "utf8") {
    const target = new Uint8Array(bytes.buffer, bytes.byteOffset + offset, room);
    return utf8EncodeInto(text, target).written;
  }
  const source = encode(text, encoding);
  const part = source.length > room ? source.subarray(0, room) : source;
  setBytes.call(bytes, part, offset);
  return part.length;
}

const setBytes = Uint8Array.prototype.set;

function writeUnits(bytes: Uint8Array, text: string, encoding: Encoding, offset: number, room: number): number {
  if (encoding === "utf16le") {
    const count = Math.min(text.length, room >>> 1);
    for (let i = 0, at = offset; i < count; i++) {
      const unit = text.charCodeAt(i);
      bytes[at++] = unit;
      bytes[at++] = unit >>> 8;
    }
    return count * 2;
  }
  const count = Math.min(text.length, room);
  for (let i = 0; i < count; i++) bytes[offset + i] = text.charCodeAt(i);
  return count;
}

/** The text of `bytes` in the encoding. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case "utf8":
      return utf8DecodeKeepBom(bytes);
    case "latin1":
      return latin1Decode(bytes);
    case "ascii":
      return decodeAscii(bytes);
    case "utf16le":
      return decodeUtf16(bytes);
    case "hex":
      return bytes.toHex();
    case "base64":
      return bytes.toBase64();
    default:
      return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  }
}

function decodeAscii(bytes: Uint8Array): string {
  let isAscii = true;
  for (let i = 0; i < bytes.length && isAscii; i++) isAscii = bytes[i]! < 128;
  if (isAscii) return latin1Decode(bytes);
  // The high bit is dropped, as Node does.
  const masked = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) masked[i] = bytes[i]! & 127;
  return latin1Decode(masked);
}

const CHUNK = 8192;

function decodeUtf16(bytes: Uint8Array): string {
  const count = bytes.length >>> 1;
  let units: Uint16Array;
  if ((bytes.byteOffset & 1) === 0) units = new Uint16Array(bytes.buffer, bytes.byteOffset, count);
  else {
    const copy = new Uint8Array(count * 2);
    for (let i = 0; i < copy.length; i++) copy[i] = bytes[i]!;
    units = new Uint16Array(copy.buffer);
  }
  let text = "";
  for (let at = 0; at < count; at += CHUNK) {
    text += String.fromCharCode.apply(null, units.subarray(at, at + CHUNK) as unknown as number[]);
  }
  return text;
}

/** Hexadecimal digits up to the first that is none. */
function decodeHex(text: string): Uint8Array {
  const even = text.length % 2 === 0 ? text : text.slice(0, -1);
  const wrong = even.search(/[^0-9a-fA-F]/);
  if (wrong < 0) return Uint8Array.fromHex(even);
  return Uint8Array.fromHex(even.slice(0, wrong & ~1));
}

/** Both alphabets are read, other characters are skipped, the first `=` ends the text. */
function decodeBase64(text: string, encoding: Encoding): Uint8Array {
  if (text.length % 4 !== 1) {
    const isUrl = encoding === "base64url" || text.includes("-") || text.includes("_");
    try {
      return Uint8Array.fromBase64(text, { alphabet: isUrl ? "base64url" : "base64" });
    } catch {
      // Not strictly of the alphabet: cleaned below.
    }
  }
  const end = text.indexOf("=");
  let clean = (end < 0 ? text : text.slice(0, end)).replace(/[^A-Za-z0-9+/_-]/g, "");
  clean = clean.replaceAll("-", "+").replaceAll("_", "/");
  if (clean.length % 4 === 1) clean = clean.slice(0, -1);
  return Uint8Array.fromBase64(clean);
}
