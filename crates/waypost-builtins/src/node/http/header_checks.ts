// node:http: what may be a header's name and value.

import { codes } from "waypost-internal:internal/errors/errors";

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/;

export function isInvalidHeaderText(value: unknown): boolean {
  return FORBIDDEN.test(value as string);
}

export function isHeaderToken(value: unknown): boolean {
  return TOKEN.test(value as string);
}

/** Valid names that were met, each with its lower-case form: there are few, and they come again. */
const validNames: Map<unknown, string> = new Map();
const MOST_NAMES = 512;

/** The lower-case form of a name; throws for one that is not valid. */
export function validLowerName(name: unknown): string {
  const known = validNames.get(name);
  if (known !== undefined) return known;
  validateHeaderName(name);
  const lower = name.toLowerCase();
  if (validNames.size < MOST_NAMES) validNames.set(name, lower);
  return lower;
}

/** The lower-case form of any name. */
export function lowerName(name: string): string {
  return validNames.get(name) ?? name.toLowerCase();
}

export function validateHeaderName(name: unknown, label: string = "Header name"): asserts name is string {
  if (typeof name !== "string" || !TOKEN.test(name)) throw new codes.ERR_INVALID_HTTP_TOKEN!(label, name);
}

export function validateHeaderValue(name: string, value: unknown): void {
  if (value === undefined) throw new codes.ERR_HTTP_INVALID_HEADER_VALUE!(value, name);
  if (typeof value !== "number" && FORBIDDEN.test(value as string)) throw new codes.ERR_INVALID_CHAR!("header content", name);
}
