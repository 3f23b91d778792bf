// atob and btoa: https://html.spec.whatwg.org/#atob
//
// The engine decodes base64 with the same leniency that the standard's forgiving decode has; past a
// length the way from its bytes to a string costs more than a call into Rust.

import { requireArguments } from "waypost-internal:internal/web_interface/web_interface";
import { DOMString } from "waypost-internal:internal/webidl/webidl";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { latin1Decode } from "waypost-internal:web/encoding/utf8";
import { op_base64_decode, op_base64_encode } from "waypost-native:web/base64";

const { fromBase64 } = Uint8Array;
const { toBase64 } = Uint8Array.prototype;

/** Up to this many units the engine's own way is faster than the op. */
const SHORT_BINARY = 192;
const SHORT_BASE64 = 84;

// https://html.spec.whatwg.org/#dom-atob
export function atob(data: string): string {
  requireArguments(arguments.length, 1, "atob");
  const text = DOMString(data);
  const binary = text.length > SHORT_BASE64 ? op_base64_decode(text) : decodeShort(text);
  if (binary !== undefined) return binary;
  throw new DOMException("The string to be decoded is not correctly encoded.", "InvalidCharacterError");
}

function decodeShort(text: string): string | undefined {
  try {
    return latin1Decode(fromBase64.call(Uint8Array, text));
  } catch {
    return undefined;
  }
}

// https://html.spec.whatwg.org/#dom-btoa
export function btoa(data: string): string {
  requireArguments(arguments.length, 1, "btoa");
  const text = DOMString(data);
  const base64 = text.length > SHORT_BINARY ? op_base64_encode(text) : encodeShort(text);
  if (base64 !== undefined) return base64;
  throw new DOMException("Invalid character", "InvalidCharacterError");
}

function encodeShort(text: string): string | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 255) return undefined;
    bytes[i] = c;
  }
  return toBase64.call(bytes);
}
