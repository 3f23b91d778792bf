// atob and btoa: https://html.spec.whatwg.org/#atob
//
// The engine decodes base64 with the same leniency that the standard's forgiving decode has.

import { requireArguments } from "waypost-internal:internal/web_interface/web_interface";
import { DOMString } from "waypost-internal:internal/webidl/webidl";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { latin1Decode } from "waypost-internal:web/encoding/utf8";

const { fromBase64 } = Uint8Array;
const { toBase64 } = Uint8Array.prototype;

// https://html.spec.whatwg.org/#dom-atob
export function atob(data: string): string {
  requireArguments(arguments.length, 1, "atob");
  const text = DOMString(data);
  let bytes: Uint8Array;
  try {
    bytes = fromBase64.call(Uint8Array, text);
  } catch {
    throw new DOMException("The string to be decoded is not correctly encoded.", "InvalidCharacterError");
  }
  return latin1Decode(bytes);
}

// https://html.spec.whatwg.org/#dom-btoa
export function btoa(data: string): string {
  requireArguments(arguments.length, 1, "btoa");
  const text = DOMString(data);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 255) throw new DOMException("Invalid character", "InvalidCharacterError");
    bytes[i] = c;
  }
  return toBase64.call(bytes);
}
