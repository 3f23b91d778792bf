// The host parser: https://url.spec.whatwg.org/#concept-host-parser
//
// Hosts of plain letters and digits and opaque hosts are done here; addresses and names that need
// IDNA go to the op.

import { C0_CONTROL, percentEncode } from "waypost-internal:web/url/percent_encode";
import { op_url_host } from "waypost-native:web/url";

const FORBIDDEN = /[\0\t\n\r #/:<>?@[\\\]^|]/;

/** The serialised host, or null when it is not valid. */
export function parseHost(input: string, isOpaque: boolean): string | null {
  if (input.charCodeAt(0) === 0x5b) return op_url_host(input) ?? null;
  if (isOpaque) return FORBIDDEN.test(input) ? null : percentEncode(input, C0_CONTROL);
  return isPlainDomain(input) ? input.toLowerCase() : (op_url_host(input) ?? null);
}

/** Whether the name maps to its own lower case: ASCII labels, none Punycode, the last not a number. */
function isPlainDomain(input: string): boolean {
  let label = 0;
  for (let i = 0; i < input.length; i++) {
    const c = input.charCodeAt(i);
    if (c === 0x2e) {
      if (i === label) return false;
      label = i + 1;
    } else if (c === 0x2d) {
      if (input.charCodeAt(i + 1) === 0x2d) return false;
    } else if (!isAlphanumeric(c)) {
      return false;
    }
  }
  const first = input.charCodeAt(label);
  return label < input.length && !(first >= 0x30 && first <= 0x39);
}

/** Whether the character is an ASCII letter or digit. */
export function isAlphanumeric(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || isAlpha(c);
}

/** Whether the character is an ASCII letter. */
export function isAlpha(c: number): boolean {
  return (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a);
}
