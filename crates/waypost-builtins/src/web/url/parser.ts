// From text to a URL record. https://url.spec.whatwg.org/#concept-basic-url-parser
//
// A record is the serialised URL, which is always ASCII, and three positions in it: everything else
// can be cut out of it. `http://localhost:3000/api/hello?name=foo` is its own serialisation, so
// recognising that shape is all the parsing it needs. What is not its own serialisation is rewritten
// by a few simple rules (`tidy.ts`) and looked at again; the rest goes through the state machine of
// the specification. Both are evaluated only when needed.

import { parseParts, type UrlParts } from "waypost-internal:web/url/basic_parser";
import { tidy } from "waypost-internal:web/url/tidy";

/** A valid URL: its serialisation and where the path, the query and the fragment begin. */
export interface UrlRecord {
  href: string;
  /** Where the path begins. */
  path: number;
  /** Where `?` stands; the same as `hash` when there is no query. */
  query: number;
  /** Where `#` stands; the length when there is no fragment. */
  hash: number;
}

const HOST = 1;
const PATH = 2;
const QUERY = 4;
const FRAGMENT = 8;
const USER = 16;

/** For each ASCII character the parts of an http URL in which it stands for itself. */
const ALLOWED: Uint8Array = (() => {
  const table = new Uint8Array(128);
  const allow = (characters: string, parts: number): void => {
    for (const c of characters) table[c.charCodeAt(0)] = parts;
  };
  allow("abcdefghijklmnopqrstuvwxyz0123456789-.", HOST | PATH | QUERY | FRAGMENT | USER);
  allow("ABCDEFGHIJKLMNOPQRSTUVWXYZ_~!$&()*+,%", PATH | QUERY | FRAGMENT | USER);
  allow(";=:@/", PATH | QUERY | FRAGMENT);
  allow("'", PATH | FRAGMENT | USER);
  allow("?[]{}|\\^", QUERY | FRAGMENT);
  allow("`", QUERY);
  allow("#", FRAGMENT);
  return table;
})();

const SLASH = 0x2f;
const COLON = 0x3a;
const DOT = 0x2e;
const QUESTION = 0x3f;
const NUMBER_SIGN = 0x23;
const AT = 0x40;
const PERCENT = 0x25;
const HYPHEN = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** Parses `input` against `base`; null when one of them is not valid. */
export function parseUrl(input: string, base?: string): UrlRecord | null {
  const fast = parseNormalHttp(input);
  if (fast !== null && (base === undefined || isValidUrl(base))) return fast;
  if (fast === null) {
    const joined = base === undefined ? null : parseAbsolutePath(input, base);
    if (joined !== null) return joined;
    const text = tidy(input, base);
    const record = text === null ? null : parseNormalHttp(text);
    if (record !== null) return record;
  }
  return parseGeneral(input, base);
}

/** Parses by the state machine alone. */
export function parseGeneral(input: string, base?: string): UrlRecord | null {
  const against = base === undefined ? null : parseParts(base, null);
  if (base !== undefined && against === null) return null;
  const parts = parseParts(input, against);
  return parts === null ? null : recordFromParts(parts);
}

function isValidUrl(text: string): boolean {
  return parseNormalHttp(text) !== null || parseParts(text, null) !== null;
}

/** `/path` against an http base: the base's origin with the path put behind it. */
function parseAbsolutePath(input: string, base: string): UrlRecord | null {
  if (input.charCodeAt(0) !== SLASH || input.charCodeAt(1) === SLASH) return null;
  const record = parseNormalHttp(base);
  return record === null ? null : parseNormalHttp(base.slice(0, record.path) + input);
}

/** The record of a text that is an http URL in its serialised form; else null. */
export function parseNormalHttp(text: string): UrlRecord | null {
  if (!text.startsWith("http")) return null;
  const isSecure = text.charCodeAt(4) === 0x73;
  const authority = isSecure ? 8 : 7;
  if (!text.startsWith("://", authority - 3)) return null;
  let path = endOfAuthority(text, authority, isSecure);
  if (path < 0) {
    const host = endOfUser(text, authority);
    if (host > 0) path = endOfAuthority(text, host, isSecure);
    if (path < 0) return null;
  }
  const query = endOfPath(text, path);
  if (query < 0) return null;
  const hash = text.charCodeAt(query) === QUESTION ? endOfQuery(text, query) : query;
  if (hash < 0) return null;
  for (let i = hash + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127 || (ALLOWED[c]! & FRAGMENT) === 0) return null;
  }
  return { href: text, path, query, hash };
}

/** Where the path begins behind a host and perhaps a port; -1 when they are not in their serialised form. */
function endOfAuthority(text: string, start: number, isSecure: boolean): number {
  const hostEnd = endOfHost(text, start);
  if (hostEnd < 0) return -1;
  const path = text.charCodeAt(hostEnd) === COLON ? endOfPort(text, hostEnd + 1, isSecure) : hostEnd;
  return text.charCodeAt(path) === SLASH ? path : -1;
}

/** Where the host begins behind `name@` or `name:password@`; -1 without one in its serialised form. */
function endOfUser(text: string, start: number): number {
  let colon = -1;
  for (let i = start; ; i++) {
    const c = text.charCodeAt(i);
    if (c === AT) return i === start || i === colon + 1 ? -1 : i + 1;
    if (c === COLON) {
      if (colon >= 0 || i === start) return -1;
      colon = i;
    } else if (!(c < 128) || (ALLOWED[c]! & USER) === 0) return -1;
  }
}

/** The end of a host that needs no mapping: letters and digits in labels, or four decimal numbers. */
function endOfHost(text: string, start: number): number {
  let label = start;
  let hyphens = false;
  for (let i = start; ; i++) {
    const c = text.charCodeAt(i);
    if (c === SLASH || c === COLON) {
      if (i === label) return -1;
      // A last label that begins with a digit may be a number: then the host is an IPv4 address.
      if (isDigit(text.charCodeAt(label)) && !isIpv4(text, start, i)) return -1;
      return i;
    }
    if (!(c < 128) || (ALLOWED[c]! & HOST) === 0) return -1;
    if (c === DOT) {
      if (i === label) return -1;
      label = i + 1;
    } else if (c === HYPHEN) {
      // "xn--" asks for a check of what it encodes.
      if (hyphens) return -1;
      hyphens = text.charCodeAt(i + 1) === HYPHEN;
    }
  }
}

function isDigit(c: number): boolean {
  return c >= ZERO && c <= NINE;
}

/** Whether this is an IPv4 address as it is serialised. */
function isIpv4(text: string, start: number, end: number): boolean {
  let parts = 0;
  let digits = 0;
  let value = 0;
  for (let i = start; i <= end; i++) {
    const c = i < end ? text.charCodeAt(i) : DOT;
    if (c === DOT) {
      if (digits === 0 || value > 255 || ++parts > 4) return false;
      digits = value = 0;
    } else {
      if (!isDigit(c) || (digits > 0 && value === 0)) return false;
      value = value * 10 + c - ZERO;
      if (++digits > 3) return false;
    }
  }
  return parts === 4;
}

/** The end of a port that is written as it is serialised; the text's length when it is not. */
function endOfPort(text: string, start: number, isSecure: boolean): number {
  let port = 0;
  let i = start;
  for (; ; i++) {
    const c = text.charCodeAt(i);
    if (!isDigit(c) || (i > start && port === 0)) break;
    port = port * 10 + c - ZERO;
    if (port > 65535) return text.length;
  }
  return i === start || port === (isSecure ? 443 : 80) ? text.length : i;
}

/** Where the path ends; -1 when it is not in its serialised form. */
function endOfPath(text: string, start: number): number {
  const { length } = text;
  let afterSlash = false;
  for (let i = start; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === SLASH) {
      afterSlash = true;
      continue;
    }
    if (c === QUESTION || c === NUMBER_SIGN) return i;
    if (c > 127 || (ALLOWED[c]! & PATH) === 0) return -1;
    if (afterSlash && (c === DOT || c === PERCENT) && mayBeDots(text, i, c)) return -1;
    afterSlash = false;
  }
  return length;
}

/** Whether the segment that begins here may be "." or "..", be they encoded. */
function mayBeDots(text: string, at: number, first: number): boolean {
  if (first === PERCENT) return text.charCodeAt(at + 1) === 0x32;
  const second = text.charCodeAt(at + 1);
  return second === PERCENT || isEndOfSegment(second) || (second === DOT && isEndOfSegment(text.charCodeAt(at + 2)));
}

function isEndOfSegment(c: number): boolean {
  return !(c >= 0) || c === SLASH || c === QUESTION || c === NUMBER_SIGN;
}

/** Where the query ends; -1 when it is not in its serialised form. */
function endOfQuery(text: string, start: number): number {
  const { length } = text;
  for (let i = start + 1; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === NUMBER_SIGN) return i;
    if (c > 127 || (ALLOWED[c]! & QUERY) === 0) return -1;
  }
  return length;
}

/** Serialises parsed parts. https://url.spec.whatwg.org/#concept-url-serializer */
export function recordFromParts(url: UrlParts): UrlRecord {
  let href = `${url.scheme}:`;
  if (url.host !== null) {
    href += "//";
    if (url.username !== "" || url.password !== "") {
      href += url.password === "" ? `${url.username}@` : `${url.username}:${url.password}@`;
    }
    href += url.port === null ? url.host : `${url.host}:${url.port}`;
  } else if (typeof url.path !== "string" && url.path.length > 1 && url.path[0] === "") {
    // Keeps a path that begins with two slashes from reading as a host.
    href += "/.";
  }
  const path = href.length;
  if (typeof url.path === "string") href += url.path;
  else if (url.path.length > 0) href += `/${url.path.join("/")}`;
  const query = href.length;
  if (url.query !== null) href += `?${url.query}`;
  const hash = href.length;
  if (url.fragment !== null) href += `#${url.fragment}`;
  return { href, path, query, hash };
}

/** The serialised URL, with or without its fragment. */
export function serialize(record: UrlRecord, excludeFragment: boolean = false): string {
  return excludeFragment && record.hash < record.href.length ? record.href.slice(0, record.hash) : record.href;
}
