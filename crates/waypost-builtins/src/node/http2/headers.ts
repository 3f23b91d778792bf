// Headers of HTTP/2 as objects: https://nodejs.org/docs/latest-v22.x/api/http2.html#headers-object

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import type { Field } from "waypost-internal:node/http2/hpack";

export type HeadersObject = Record<PropertyKey, unknown>;

export const sensitiveHeaders: unique symbol = Symbol("nodejs.http2.sensitiveHeaders");

const REQUEST_PSEUDO: Set<string> = new Set([":method", ":scheme", ":authority", ":path", ":protocol"]);
/** What only one connection is about (RFC 9113, section 8.2.2). */
const OF_CONNECTION: Set<string> = new Set(["connection", "upgrade", "http2-settings", "keep-alive", "proxy-connection", "transfer-encoding"]);
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;

function checkValue(name: string, value: string): void {
  // eslint-disable-next-line no-control-regex
  if (/[\0\r\n]|[^\0-\xff]/.test(value)) throw new codes.ERR_INVALID_CHAR!("header content", name);
}

/** Headers as they are sent; names in lower case, those with a colon first. */
export function fieldsOf(given: HeadersObject, isTrailer: boolean): { fields: Field[]; sensitive: Set<string> } {
  const pseudo: Field[] = [];
  const fields: Field[] = [];
  for (const key of Object.keys(given)) {
    const value = given[key];
    if (value === undefined || value === null) continue;
    const name = key.toLowerCase();
    if (name.startsWith(":")) {
      if (isTrailer || !REQUEST_PSEUDO.has(name)) {
        throw nodeError(TypeError, "ERR_HTTP2_INVALID_PSEUDOHEADER", `"${name}" is an invalid pseudoheader or is used incorrectly`);
      }
      checkValue(name, String(value));
      pseudo.push([name, String(value)]);
      continue;
    }
    if (!TOKEN.test(name)) throw nodeError(TypeError, "ERR_INVALID_HTTP_TOKEN", `Header name must be a valid HTTP token ["${key}"]`);
    if (OF_CONNECTION.has(name) || (name === "te" && value !== "trailers")) {
      throw nodeError(TypeError, "ERR_HTTP2_INVALID_CONNECTION_HEADERS", `HTTP/1 Connection specific headers are forbidden: "${name}"`);
    }
    for (const one of Array.isArray(value) ? value : [value]) {
      checkValue(name, String(one));
      fields.push([name, String(one)]);
    }
  }
  const named = given[sensitiveHeaders];
  const sensitive = new Set(Array.isArray(named) ? named.map((name) => String(name).toLowerCase()) : []);
  return { fields: [...pseudo, ...fields], sensitive };
}

/** Received headers as an object. Undefined when they are not allowed to be so. */
export function objectOf(fields: readonly Field[], isTrailer: boolean): HeadersObject | undefined {
  const headers = Object.create(null) as HeadersObject;
  let isPseudo = true;
  for (const [name, value] of fields) {
    if (name.startsWith(":")) {
      if (!isPseudo || isTrailer || name !== ":status" || name in headers || !/^\d{3}$/.test(value)) return undefined;
      headers[name] = Number(value);
      continue;
    }
    isPseudo = false;
    if (name !== name.toLowerCase() || OF_CONNECTION.has(name)) return undefined;
    const before = headers[name];
    if (name === "set-cookie") headers[name] = before === undefined ? [value] : [...(before as string[]), value];
    else if (before === undefined) headers[name] = value;
    else headers[name] = `${before as string}${name === "cookie" ? "; " : ", "}${value}`;
  }
  if (!isTrailer && !(":status" in headers)) return undefined;
  headers[sensitiveHeaders] = [];
  return headers;
}
