// TextEncoder and TextDecoder: https://encoding.spec.whatwg.org/#api
//
// UTF-8 keeps its state between pieces here (at most three bytes); the other encodings keep theirs
// in a native decoder, which exists only while a stream is under way.

import { INSPECT, type Inspect, invalidThis, requireArguments, shapeInterface, toDictionary } from "waypost-internal:internal/web_interface/web_interface";
import { bytesOf, DOMString, isAnyArrayBuffer, USVString } from "waypost-internal:internal/webidl/webidl";
import { nodeError } from "waypost-internal:internal/errors/errors";
import { type EncodeIntoResult, incompleteTail, utf8DecodeFatal, utf8Encode, utf8EncodeInto, utf8Decode, utf8DecodeKeepBom } from "waypost-internal:web/encoding/utf8";
import { op_encoding_decoder_close, op_encoding_decoder_decode, op_encoding_decoder_new, op_encoding_for_label } from "waypost-native:web/encoding";

export { latin1Decode, utf8Decode, utf8DecodeFatal, utf8DecodeKeepBom, utf8Encode, utf8EncodeInto, utf8Length } from "waypost-internal:web/encoding/utf8";

const EMPTY = new Uint8Array(0);

// https://encoding.spec.whatwg.org/#interface-textencoder
export class TextEncoder {
  // The brand, for members that need no state.
  #brand: undefined;

  get encoding(): string {
    if (!(#brand in this)) throw invalidThis("TextEncoder");
    return "utf-8";
  }

  encode(input: string = ""): Uint8Array {
    if (!(#brand in this)) throw invalidThis("TextEncoder");
    return utf8Encode(DOMString(input));
  }

  encodeInto(source: string, destination: Uint8Array): EncodeIntoResult {
    if (!(#brand in this)) throw invalidThis("TextEncoder");
    requireArguments(arguments.length, 2, "TextEncoder.encodeInto");
    const text = DOMString(source);
    if (!(destination instanceof Uint8Array)) {
      throw nodeError(TypeError, "ERR_INVALID_ARG_TYPE", 'The "dest" argument must be an instance of Uint8Array.');
    }
    return utf8EncodeInto(text, destination);
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    return depth < 0 ? "[Object]" : `TextEncoder ${inspect({ encoding: "utf-8" }, options)}`;
  }
}

shapeInterface(TextEncoder, "TextEncoder");

export interface TextDecoderOptions {
  fatal?: boolean;
  ignoreBOM?: boolean;
}

/** Decoders of streams that were dropped before their end. */
let abandoned: FinalizationRegistry<number> | undefined;

// https://encoding.spec.whatwg.org/#interface-textdecoder
export class TextDecoder {
  #encoding: string;
  #fatal: boolean;
  #ignoreBOM: boolean;
  /** Within a UTF-8 stream: the bytes of a character that is not complete. */
  #pending: Uint8Array | undefined;
  /** Within a UTF-8 stream: whether the place of a byte order mark is past. */
  #started: boolean;
  /** Within a stream of another encoding: its decoder, 0 for none. */
  #decoder: number;

  constructor(label: string = "utf-8", options?: TextDecoderOptions) {
    this.#encoding = encodingOf(label);
    const init = toDictionary(options, 'The "options" argument');
    this.#fatal = init !== undefined && Boolean(init.fatal);
    this.#ignoreBOM = init !== undefined && Boolean(init.ignoreBOM);
    this.#pending = undefined;
    this.#started = false;
    this.#decoder = 0;
  }

  get encoding(): string {
    return this.#encoding;
  }

  get fatal(): boolean {
    return this.#fatal;
  }

  get ignoreBOM(): boolean {
    return this.#ignoreBOM;
  }

  // https://encoding.spec.whatwg.org/#dom-textdecoder-decode
  decode(input: ArrayBuffer | SharedArrayBuffer | ArrayBufferView | undefined = undefined, options?: { stream?: boolean }): string {
    const bytes = input === undefined ? EMPTY : inputBytes(input);
    const init = toDictionary(options, 'The "options" argument');
    const stream = init !== undefined && Boolean(init.stream);
    const text = this.#encoding === "utf-8" ? this.#decodeUtf8(bytes, stream) : this.#decodeOther(bytes, stream);
    if (text !== undefined) return text;
    throw nodeError(
      TypeError,
      "ERR_ENCODING_INVALID_ENCODED_DATA",
      `The encoded data was not valid for encoding ${this.#encoding}`,
    );
  }

  #decodeUtf8(bytes: Uint8Array, stream: boolean): string | undefined {
    if (!stream && !this.#started && this.#pending === undefined) return this.#decodeWhole(bytes, this.#ignoreBOM);
    const whole = this.#pending === undefined ? bytes : concat(this.#pending, bytes);
    const tail = stream ? incompleteTail(whole) : 0;
    const ready = tail === 0 ? whole : whole.subarray(0, whole.length - tail);
    const text = this.#decodeWhole(ready, this.#ignoreBOM || this.#started);
    const isOver = !stream || text === undefined;
    this.#pending = isOver || tail === 0 ? undefined : whole.slice(whole.length - tail);
    this.#started = !isOver && (this.#started || ready.length > 0);
    return text;
  }

  #decodeWhole(bytes: Uint8Array, keepBom: boolean): string | undefined {
    if (this.#fatal) return utf8DecodeFatal(bytes, keepBom);
    return keepBom ? utf8DecodeKeepBom(bytes) : utf8Decode(bytes);
  }

  #decodeOther(bytes: Uint8Array, stream: boolean): string | undefined {
    let decoder = this.#decoder;
    if (decoder === 0) {
      decoder = op_encoding_decoder_new(this.#encoding, this.#fatal, this.#ignoreBOM);
      if (stream) {
        abandoned ??= new FinalizationRegistry(op_encoding_decoder_close);
        abandoned.register(this, decoder, this);
      }
    }
    const text = op_encoding_decoder_decode(decoder, bytes, !stream);
    const isOver = !stream || text === undefined;
    if (isOver && this.#decoder !== 0) abandoned?.unregister(this);
    this.#decoder = isOver ? 0 : decoder;
    return text;
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[Object]";
    const shown = { encoding: this.#encoding, fatal: this.#fatal, ignoreBOM: this.#ignoreBOM };
    return `TextDecoder ${inspect(shown, options)}`;
  }
}

shapeInterface(TextDecoder, "TextDecoder");

/** https://encoding.spec.whatwg.org/#concept-encoding-get */
function encodingOf(label: string): string {
  if (label === "utf-8" || label === "utf8") return "utf-8";
  const text = USVString(label);
  const encoding = op_encoding_for_label(text);
  if (encoding !== undefined) return encoding;
  throw nodeError(RangeError, "ERR_ENCODING_NOT_SUPPORTED", `The "${text}" encoding is not supported`);
}

function inputBytes(input: unknown): Uint8Array {
  // What nearly all give: compiled code answers this without a call.
  if (input instanceof Uint8Array && input.constructor === Uint8Array) return input;
  if (ArrayBuffer.isView(input) || isAnyArrayBuffer(input)) return bytesOf(input);
  throw nodeError(
    TypeError,
    "ERR_INVALID_ARG_TYPE",
    'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
  );
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
