// UTF-8 and Latin-1 to and from strings, for every builtin that moves text.
//
// A call into Rust costs as much as a few dozen characters in compiled JavaScript, so the shortest texts
// stay here. https://encoding.spec.whatwg.org/#utf-8

import { op_encoding_latin1_decode, op_encoding_utf8_decode, op_encoding_utf8_encode, op_encoding_utf8_length, op_encoding_utf8_write } from "waypost-native:web/encoding";

/** Up to this many units the encoder here is faster than the ops. */
const SHORT_TEXT = 32;
/** Up to this many units an array made here and written by the op is faster than one that takes over memory. */
const MEDIUM_TEXT = 4096;
/** Up to this many bytes the ASCII decoder here is faster than the op. */
const SHORT_BYTES = 8;

const fromCharCode = String.fromCharCode;

/** The string as UTF-8; lone surrogates become U+FFFD. */
export function utf8Encode(text: string): Uint8Array {
  const { length } = text;
  if (length > MEDIUM_TEXT) return op_encoding_utf8_encode(text);
  const bytes = new Uint8Array(length);
  if (length > SHORT_TEXT) return op_encoding_utf8_write(text, bytes) < 0 ? op_encoding_utf8_encode(text) : bytes;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127) return encodeBeyondAscii(text);
    bytes[i] = c;
  }
  return bytes;
}

function encodeBeyondAscii(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  utf8EncodeInto(text, bytes);
  return bytes;
}

/** How many bytes the string takes as UTF-8. */
export function utf8Length(text: string): number {
  const { length } = text;
  if (length > SHORT_TEXT) return op_encoding_utf8_length(text);
  let bytes = length;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) continue;
    if (c < 0x800) bytes += 1;
    else if (isHigh(c) && isLow(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

function isHigh(c: number): boolean {
  return (c & 0xfc00) === 0xd800;
}

function isLow(c: number): boolean {
  return (c & 0xfc00) === 0xdc00;
}

/** What a bounded encoding took and gave. */
export interface EncodeIntoResult {
  read: number;
  written: number;
}

/** Encodes as many whole characters as fit. https://encoding.spec.whatwg.org/#dom-textencoder-encodeinto */
export function utf8EncodeInto(text: string, into: Uint8Array): EncodeIntoResult {
  const { length } = text;
  const room = into.length;
  let written = length > SHORT_TEXT ? op_encoding_utf8_write(text, into) : -1;
  if (written >= 0) return { read: length, written };
  written = 0;
  let i = 0;
  for (; i < length; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x80) {
      if (written >= room) break;
      into[written++] = c;
    } else if (c < 0x800) {
      if (written + 2 > room) break;
      into[written++] = 0xc0 | (c >> 6);
      into[written++] = 0x80 | (c & 0x3f);
    } else if (isHigh(c) && isLow(text.charCodeAt(i + 1))) {
      if (written + 4 > room) break;
      c = 0x10000 + ((c & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
      into[written++] = 0xf0 | (c >> 18);
      into[written++] = 0x80 | ((c >> 12) & 0x3f);
      into[written++] = 0x80 | ((c >> 6) & 0x3f);
      into[written++] = 0x80 | (c & 0x3f);
    } else {
      if (written + 3 > room) break;
      if ((c & 0xf800) === 0xd800) c = 0xfffd;
      into[written++] = 0xe0 | (c >> 12);
      into[written++] = 0x80 | ((c >> 6) & 0x3f);
      into[written++] = 0x80 | (c & 0x3f);
    }
  }
  return { read: i, written };
}

/** The string of these bytes without a leading byte order mark; malformed parts become U+FFFD. */
export function utf8Decode(bytes: Uint8Array): string {
  return decodeShortAscii(bytes) ?? op_encoding_utf8_decode(bytes, false, false)!;
}

/** As `utf8Decode`, but a byte order mark stays. */
export function utf8DecodeKeepBom(bytes: Uint8Array): string {
  return decodeShortAscii(bytes) ?? op_encoding_utf8_decode(bytes, false, true)!;
}

/** As `utf8Decode`, but undefined when the bytes are not UTF-8. */
export function utf8DecodeFatal(bytes: Uint8Array, keepBom: boolean = false): string | undefined {
  return decodeShortAscii(bytes) ?? op_encoding_utf8_decode(bytes, true, keepBom);
}

/** One UTF-16 unit per byte: what the platform calls a binary string. */
export function latin1Decode(bytes: Uint8Array): string {
  return bytes.length <= SHORT_BYTES ? join(bytes) : op_encoding_latin1_decode(bytes);
}

function decodeShortAscii(bytes: Uint8Array): string | undefined {
  const { length } = bytes;
  if (length > SHORT_BYTES) return undefined;
  for (let i = 0; i < length; i++) {
    if (bytes[i]! > 127) return undefined;
  }
  return join(bytes);
}

function join(bytes: Uint8Array): string {
  const { length } = bytes;
  let text = "";
  for (let i = 0; i < length; i++) text += fromCharCode(bytes[i]!);
  return text;
}

/** How many bytes at the end begin a character that more bytes may complete. */
export function incompleteTail(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const lead = bytes[length - back]!;
    if (lead < 0x80) return 0;
    if (lead < 0xc0) continue;
    const needed = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (needed <= back) return 0;
    return back === 1 || isSecondByte(lead, bytes[length - back + 1]!) ? back : 0;
  }
  return 0;
}

/** Whether `second` may follow `lead`: the ranges that keep out overlong forms and surrogates. */
function isSecondByte(lead: number, second: number): boolean {
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}
