// application/x-www-form-urlencoded: https://url.spec.whatwg.org/#application/x-www-form-urlencoded
//
// Strings in, strings out. Text without escapes, the usual case, is only cut; escapes go through
// `decodeURIComponent`, and what that refuses (bytes that are no UTF-8) through the slow way.

import { utf8DecodeKeepBom, utf8Encode } from "waypost-internal:web/encoding/utf8";

const PERCENT = 0x25;
const PLUS = 0x2b;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;

/** What may follow a percent sign: a hexadecimal digit's value plus one. */
const HEX: Uint8Array = new Uint8Array(128);
/** What stands for itself in the output. */
const PLAIN: Uint8Array = new Uint8Array(128);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  HEX[text.charCodeAt(0)] = digit + 1;
  HEX[text.toUpperCase().charCodeAt(0)] = digit + 1;
}
for (const c of "*-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") PLAIN[c.charCodeAt(0)] = 1;

/** The parsed names and values, flat. https://url.spec.whatwg.org/#concept-urlencoded-string-parser */
export function parseFormUrlencodedList(input: string): string[] {
  const list: string[] = [];
  const { length } = input;
  let start = 0;
  let equals = -1;
  let escaped = false;
  for (let i = 0; i <= length; i++) {
    const c = i < length ? input.charCodeAt(i) : AMPERSAND;
    if (c === EQUALS) {
      if (equals < 0) equals = i;
    } else if (c === PERCENT || c === PLUS) {
      escaped = true;
    } else if (c === AMPERSAND) {
      if (i > start) {
        const name = input.slice(start, equals < 0 ? i : equals);
        const value = equals < 0 ? "" : input.slice(equals + 1, i);
        if (escaped) list.push(decode(name), decode(value));
        else list.push(name, value);
      }
      start = i + 1;
      equals = -1;
      escaped = false;
    }
  }
  return list;
}

/** The parsed pairs. */
export function parseFormUrlencoded(input: string): [string, string][] {
  const list = parseFormUrlencodedList(input);
  const pairs: [string, string][] = [];
  for (let i = 0; i < list.length; i += 2) pairs.push([list[i]!, list[i + 1]!]);
  return pairs;
}

function decode(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return utf8DecodeKeepBom(percentDecode(utf8Encode(spaced)));
  }
}

/** https://url.spec.whatwg.org/#percent-decode */
function percentDecode(bytes: Uint8Array): Uint8Array {
  let out = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const high = byte === PERCENT ? hexDigit(bytes[i + 1]) : 0;
    const low = high > 0 ? hexDigit(bytes[i + 2]) : 0;
    if (low > 0) {
      bytes[out++] = (high - 1) * 16 + low - 1;
      i += 2;
    } else bytes[out++] = byte;
  }
  return bytes.subarray(0, out);
}

function hexDigit(byte: number | undefined): number {
  return byte !== undefined && byte < 128 ? HEX[byte]! : 0;
}

/** Serialises a flat list. https://url.spec.whatwg.org/#concept-urlencoded-serializer */
export function serializeFormUrlencodedList(list: readonly string[]): string {
  let output = "";
  for (let i = 0; i < list.length; i += 2) {
    if (i > 0) output += "&";
    output += `${encode(list[i]!)}=${encode(list[i + 1]!)}`;
  }
  return output;
}

/** Serialises pairs. */
export function serializeFormUrlencoded(pairs: Iterable<readonly [string, string]>): string {
  const list: string[] = [];
  for (const [name, value] of pairs) list.push(name, value);
  return serializeFormUrlencodedList(list);
}

function encode(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 128 || PLAIN[c] === 0) return encodeFrom(text, i);
  }
  return text;
}

/** `encodeURIComponent` leaves `!'()~` alone, which the form encoding does not. */
function encodeFrom(text: string, start: number): string {
  const encoded = encodeURIComponent(start === 0 ? text : text.slice(start));
  let output = text.slice(0, start);
  let copied = 0;
  for (let i = 0; i < encoded.length; i++) {
    const c = encoded.charCodeAt(i);
    if (PLAIN[c] !== 0) continue;
    let replacement: string;
    if (c !== PERCENT) {
      replacement = `%${c.toString(16).toUpperCase()}`;
    } else if (encoded.charCodeAt(i + 1) === 0x32 && encoded.charCodeAt(i + 2) === 0x30) {
      replacement = "+";
    } else {
      i += 2;
      continue;
    }
    output += encoded.slice(copied, i) + replacement;
    if (c === PERCENT) i += 2;
    copied = i + 1;
  }
  return output + encoded.slice(copied);
}
