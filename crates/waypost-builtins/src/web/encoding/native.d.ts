// The ops of web/encoding.

declare module "waypost-native:web/encoding" {
  /** The string as UTF-8; lone surrogates become U+FFFD. */
  export function op_encoding_utf8_encode(text: string): Uint8Array;
  /** Writes the string as UTF-8 to the start of `into`: how many bytes it took, or -1 and nothing is written when it does not fit. */
  export function op_encoding_utf8_write(text: string, into: Uint8Array): number;
  /** How many bytes the string takes as UTF-8. */
  export function op_encoding_utf8_length(text: string): number;
  /** The string of these bytes; undefined when they are not UTF-8 and `fatal` is set. */
  export function op_encoding_utf8_decode(bytes: Uint8Array, fatal: boolean, keepBom: boolean): string | undefined;
  /** One UTF-16 unit per byte. */
  export function op_encoding_latin1_decode(bytes: Uint8Array): string;
  /** The lower-case name of the encoding behind a label, or undefined. */
  export function op_encoding_for_label(label: string): string | undefined;
  /** A decoder that keeps its state between calls. */
  export function op_encoding_decoder_new(encoding: string, fatal: boolean, ignoreBom: boolean): number;
  /** Decodes a piece; undefined on malformed input when fatal. The last piece closes the decoder, as does a failure. */
  export function op_encoding_decoder_decode(decoder: number, bytes: Uint8Array, last: boolean): string | undefined;
  /** Closes a decoder that never got its last piece. */
  export function op_encoding_decoder_close(decoder: number): void;
}
