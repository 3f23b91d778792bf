// node:querystring.

import { codes } from "waypost-internal:internal/errors/errors";
import { Buffer } from "waypost-internal:node/buffer/buffer";

type Values = Record<string, string | string[]>;

/** Percent-decoding that never fails: a bad escape stays as it is. */
export function unescapeBuffer(text: string, decodeSpaces: boolean = false): Buffer {
  const bytes: number[] = [];
  const source = Buffer.from(String(text), "latin1");
  for (let i = 0; i < source.length; i++) {
    const byte = source[i]!;
    if (byte === 0x2b && decodeSpaces) bytes.push(0x20);
    else if (byte === 0x25 && isHex(source[i + 1]) && isHex(source[i + 2])) {
      bytes.push(Number.parseInt(String.fromCharCode(source[i + 1]!, source[i + 2]!), 16));
      i += 2;
    } else bytes.push(byte);
  }
  return Buffer.from(bytes);
}

function isHex(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102));
}

export function unescape(text: string, decodeSpaces?: boolean): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return unescapeBuffer(text, decodeSpaces).toString();
  }
}

const PLAIN = /^[A-Za-z0-9\-_.!~*'()]*$/;

export function escape(given: unknown): string {
  const text = typeof given === "string" ? given : typeof given === "object" ? String(given) : `${given as string}`;
  if (PLAIN.test(text)) return text;
  try {
    return encodeURIComponent(text);
  } catch {
    return escapeLoneSurrogates(text);
  }
}

/** Node.js takes a high surrogate and whatever follows for a pair; only one at the end is an error. */
function escapeLoneSurrogates(text: string): string {
  let escaped = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdfff) {
      escaped += encodeURIComponent(text[i]!);
      continue;
    }
    i++;
    if (i >= text.length) throw new codes.ERR_INVALID_URI!();
    const point = 0x10000 + (((unit & 0x3ff) << 10) | (text.charCodeAt(i) & 0x3ff));
    escaped += encodeURIComponent(String.fromCodePoint(point));
  }
  return escaped;
}

function primitive(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return `${value}`;
  if (typeof value === "bigint" || typeof value === "boolean") return `${value}`;
  return "";
}

type Encode = (text: string) => string;

export function stringify(object: unknown, separator?: string, equals?: string, options?: { encodeURIComponent?: Encode }): string {
  const sep = separator || "&";
  const eq = equals || "=";
  let encode: Encode = querystring.escape as Encode;
  if (typeof options?.encodeURIComponent === "function") encode = options.encodeURIComponent;
  if (object === null || typeof object !== "object") return "";
  const isDefault = encode === escape;
  const encoded = (value: unknown): string => {
    const text = primitive(value);
    // Numbers and booleans have nothing to escape.
    return isDefault && typeof value !== "string" && !(typeof value === "number" && Math.abs(value) >= 1e21) ? text : text === "" && isDefault ? "" : encode(text);
  };
  const fields: string[] = [];
  for (const key of Object.keys(object)) {
    const value = (object as Record<string, unknown>)[key];
    const start = encode(key) + eq;
    if (!Array.isArray(value)) fields.push(start + encoded(value));
    else for (const one of value) fields.push(start + encoded(one));
  }
  return fields.join(sep);
}

/** What makes a part one that is decoded. */
const ESCAPE = /%[0-9a-f]{2}/i;

type Decode = (text: string) => string;

export function parse(text: unknown, separator?: string, equals?: string, options?: { maxKeys?: number; decodeURIComponent?: Decode }): Values {
  const result: Values = Object.create(null) as Values;
  if (typeof text !== "string" || text.length === 0) return result;
  const sep = separator ? String(separator) : "&";
  const eq = equals ? String(equals) : "=";
  let limit = 1000;
  if (typeof options?.maxKeys === "number") limit = options.maxKeys > 0 ? options.maxKeys : -1;
  let decode: Decode = querystring.unescape as Decode;
  if (typeof options?.decodeURIComponent === "function") decode = options.decodeURIComponent;
  const parts = text.split(sep);
  for (const part of parts) {
    // Also what is empty counts, as in Node.js.
    if (limit-- === 0) break;
    if (part === "") continue;
    const at = part.indexOf(eq);
    const key = decoded(at < 0 ? part : part.slice(0, at), decode);
    const value = at < 0 ? "" : decoded(part.slice(at + eq.length), decode);
    const before = result[key];
    if (before === undefined) result[key] = value;
    else if (Array.isArray(before)) before.push(value);
    else result[key] = [before, value];
  }
  return result;
}

function decoded(text: string, decode: Decode): string {
  const spaced = text.includes("+") ? text.replaceAll("+", "%20") : text;
  if (decode === unescape && !ESCAPE.test(spaced)) return spaced;
  try {
    return decode(spaced);
  } catch {
    return unescape(spaced, true);
  }
}

export const encode: typeof stringify = stringify;
export const decode: typeof parse = parse;

const querystring: Record<string, unknown> = { unescapeBuffer, unescape, escape, stringify, encode: stringify, parse, decode: parse };
export default querystring;
