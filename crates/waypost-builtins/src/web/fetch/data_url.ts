// `data:` URLs.
// https://fetch.spec.whatwg.org/#data-url-processor

import { utf8Encode } from "waypost-internal:web/encoding/encoding";

export interface DataUrl {
  type: string;
  body: Uint8Array;
}

const DEFAULT_TYPE = "text/plain;charset=US-ASCII";

/** The content of a `data:` URL, or `null` when it is malformed. */
export function parseDataUrl(href: string): DataUrl | null {
  // Steps 2 and 3. Without the scheme and the fragment.
  const hash = href.indexOf("#");
  const input = href.slice("data:".length, hash === -1 ? undefined : hash);
  // Steps 5 to 7.
  const comma = input.indexOf(",");
  if (comma === -1) return null;
  let type = input.slice(0, comma).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "");
  // Step 10. The body is percent-decoded.
  let body: Uint8Array | null = percentDecode(input.slice(comma + 1));
  // Step 11.
  const base64 = /; *base64$/i.exec(type);
  if (base64 !== null) {
    body = forgivingBase64(body);
    if (body === null) return null;
    type = type.slice(0, base64.index);
  }
  // Steps 12 to 14.
  if (type.startsWith(";")) type = `text/plain${type}`;
  return { type: normalizeType(type) ?? DEFAULT_TYPE, body };
}

// https://url.spec.whatwg.org/#string-percent-decode
function percentDecode(text: string): Uint8Array {
  const bytes = utf8Encode(text);
  let length = 0;
  for (let index = 0; index < bytes.length; index++) {
    let byte = bytes[index] as number;
    if (byte === 0x25) {
      const value = hexPair(bytes, index + 1);
      if (value !== -1) {
        byte = value;
        index += 2;
      }
    }
    bytes[length++] = byte;
  }
  return bytes.slice(0, length);
}

function hexPair(bytes: Uint8Array, at: number): number {
  if (at + 1 >= bytes.length) return -1;
  const text = String.fromCharCode(bytes[at] as number, bytes[at + 1] as number);
  return /^[0-9a-fA-F]{2}$/.test(text) ? Number.parseInt(text, 16) : -1;
}

// https://infra.spec.whatwg.org/#forgiving-base64-decode
function forgivingBase64(bytes: Uint8Array): Uint8Array | null {
  let text = "";
  for (const byte of bytes) {
    if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d) continue;
    text += String.fromCharCode(byte);
  }
  if (text.length % 4 === 0) text = text.replace(/={1,2}$/, "");
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(text)) return null;
  return Uint8Array.fromBase64(text);
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * The serialisation of a MIME type, or `null` when it is none.
 * https://mimesniff.spec.whatwg.org/#parse-a-mime-type
 */
function normalizeType(input: string): string | null {
  const [essence = "", ...parameters] = splitParameters(input);
  const [type = "", subtype = "", ...rest] = essence.trim().split("/");
  if (rest.length > 0 || !TOKEN.test(type) || !TOKEN.test(subtype)) return null;
  let result = `${type}/${subtype}`.toLowerCase();
  const seen = new Set<string>();
  for (const parameter of parameters) {
    const equals = parameter.indexOf("=");
    if (equals === -1) continue;
    const name = parameter.slice(0, equals).trim().toLowerCase();
    const value = unquote(parameter.slice(equals + 1));
    if (!TOKEN.test(name) || seen.has(name) || value === null) continue;
    seen.add(name);
    result += `;${name}=${TOKEN.test(value) ? value : `"${value.replace(/(["\\])/g, "\\$1")}"`}`;
  }
  return result;
}

/** Splits at semicolons that are not within quotes. */
function splitParameters(input: string): string[] {
  return input.match(/(?:"(?:\\.|[^"\\])*"?|[^;"])+|(?<=;)(?=;|$)/g) ?? [];
}

function unquote(text: string): string | null {
  if (!text.startsWith('"')) {
    const value = text.trimEnd();
    return value !== "" && /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : null;
  }
  const end = /^"((?:\\.|[^"\\])*)/.exec(text);
  return end === null ? null : (end[1] as string).replace(/\\(.)/g, "$1");
}
