// node:string_decoder: text from bytes that come in pieces; a character cut in two waits for its rest.

import { codes } from "waypost-internal:internal/errors/errors";
import { Buffer, kStringMaxLength } from "waypost-internal:node/buffer/buffer";
import { decode, encodingOf, type Encoding } from "waypost-internal:node/buffer/codec";

const NAMES: Partial<Record<Encoding, string>> = { utf16le: "utf16le" };

type DecoderConstructor = (new (encoding?: string) => StringDecoder) & { prototype: StringDecoder };

/** A decoder for one encoding. */
export interface StringDecoder {
  encoding: string;
  lastChar: Uint8Array;
  lastNeed: number;
  lastTotal: number;
  write(chunk: string | ArrayBufferView): string;
  end(chunk?: string | ArrayBufferView): string;
  text(chunk: Uint8Array, offset: number): string;
}

const kKind: unique symbol = Symbol("kind");
const kPending: unique symbol = Symbol("pending");
type Inner = StringDecoder & { [kKind]: Encoding; [kPending]: Uint8Array };

const NOTHING = new Uint8Array(0);

export const StringDecoder: DecoderConstructor = function StringDecoder(this: Inner, encoding?: string): void {
  const kind = encodingOf(encoding);
  if (kind === undefined) throw new codes.ERR_UNKNOWN_ENCODING!(encoding);
  this.encoding = NAMES[kind] ?? kind;
  Object.defineProperty(this, kKind, { value: kind });
  Object.defineProperty(this, kPending, { value: NOTHING, writable: true });
} as unknown as DecoderConstructor;

Object.defineProperty(StringDecoder, "name", { value: "StringDecoder", configurable: true });

StringDecoder.prototype.write = function write(this: Inner, chunk: string | ArrayBufferView): string {
  if (this[kKind] === undefined) throw new codes.ERR_INVALID_THIS!("StringDecoder");
  if (typeof chunk === "string") return chunk;
  if (!ArrayBuffer.isView(chunk)) throw new codes.ERR_INVALID_ARG_TYPE!("buf", ["Buffer", "TypedArray", "DataView"], chunk);
  if (chunk.byteLength > kStringMaxLength) throw new codes.ERR_STRING_TOO_LONG!();
  let bytes: Uint8Array = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const pending = this[kPending];
  if (pending.length > 0) bytes = Buffer.concat([pending, bytes]);
  const isHalf = this[kKind] === "utf16le" && pending.length > 1;
  const tail = isHalf && bytes.length < 4 ? bytes.length : tailOf(bytes, this[kKind]);
  const end = bytes.length - tail;
  this[kPending] = tail === 0 ? NOTHING : bytes.slice(end);
  return end === 0 ? "" : decode(tail === 0 ? bytes : bytes.subarray(0, end), this[kKind]);
};

StringDecoder.prototype.end = function end(this: Inner, chunk?: string | ArrayBufferView): string {
  const text = chunk === undefined ? "" : this.write(chunk);
  const pending = this[kPending];
  this[kPending] = NOTHING;
  if (pending.length === 0) return text;
  // Half a code unit is none.
  const whole = this[kKind] === "utf16le" ? pending.subarray(0, pending.length & ~1) : pending;
  return text + decode(whole, this[kKind]);
};

StringDecoder.prototype.text = function text(this: Inner, chunk: Uint8Array, offset: number): string {
  this[kPending] = NOTHING;
  return this.write(chunk.subarray(offset));
};

/** How many bytes at the end belong to a character that is not complete. */
function tailOf(bytes: Uint8Array, kind: Encoding): number {
  switch (kind) {
    case "utf8":
      return utf8Tail(bytes);
    case "utf16le": {
      const odd = bytes.length % 2;
      const high = bytes[bytes.length - odd - 1];
      // The first half of a surrogate pair waits for the second.
      if (odd === 1) return 1;
      return high !== undefined && high >= 0xd8 && high <= 0xdb ? 2 : 0;
    }
    case "base64":
    case "base64url":
      return bytes.length % 3;
    default:
      return 0;
  }
}

function utf8Tail(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 && byte <= 0xf7 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    if (byte > 0xf7 || needed <= back) return 0;
    return isPossible(byte, bytes[length - back + 1]) ? back : 0;
  }
  return 0;
}

/** Whether the second byte can follow the first: surrogates and overlong forms never become characters. */
function isPossible(first: number, second: number | undefined): boolean {
  if (second === undefined) return true;
  if (first === 0xe0) return second >= 0xa0;
  if (first === 0xed) return second <= 0x9f;
  if (first === 0xf0) return second >= 0x90;
  if (first === 0xf4) return second <= 0x8f;
  return true;
}

Object.defineProperties(StringDecoder.prototype, {
  lastChar: {
    configurable: true,
    enumerable: true,
    get(this: Inner): Uint8Array {
      const held = Buffer.alloc(4);
      held.set(this[kPending].subarray(0, 4));
      return held;
    },
  },
  lastNeed: {
    configurable: true,
    enumerable: true,
    get(this: Inner): number {
      return this[kPending].length === 0 ? 0 : totalOf(this) - this[kPending].length;
    },
  },
  lastTotal: {
    configurable: true,
    enumerable: true,
    get(this: Inner): number {
      return this[kPending].length === 0 ? 0 : totalOf(this);
    },
  },
});

/** The length of the character that is waited for. */
function totalOf(decoder: Inner): number {
  const first = decoder[kPending][0] ?? 0;
  if (decoder[kKind] === "utf8") return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (decoder[kKind] === "utf16le") return decoder[kPending].length > 2 ? 4 : 2;
  return 3;
}

export default { StringDecoder };
