// node:http: what may be a header's name and value.

import { codes } from "waypost-internal:internal/errors/errors";

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/;

export function isInvalidHeaderText(value: unknown): boolean {
  return FORBIDDEN.test(value as string);
}

export function validateHeaderName(name: unknown, label: string = "Header name"): asserts name is string {
  if (typeof name !== "string" || !TOKEN.test(name)) throw new codes.ERR_INVALID_HTTP_TOKEN!(label, name);
}

export function validateHeaderValue(name: string, value: unknown): void {
  if (value === undefined) throw new codes.ERR_HTTP_INVALID_HEADER_VALUE!(value, name);
  if (FORBIDDEN.test(value as string)) throw new codes.ERR_INVALID_CHAR!("header content", name);
}
