// URLPatternInit, and how it is completed by its base and written as URLs are.
// https://urlpattern.spec.whatwg.org/#urlpatterninit-processing

import { USVString } from "waypost-internal:internal/webidl/webidl";
import { parseParts, type UrlParts } from "waypost-internal:web/url/basic_parser";
import {
  canonicalizeHash,
  canonicalizeHostname,
  canonicalizeOpaquePathname,
  canonicalizePathname,
  canonicalizePort,
  canonicalizeProtocol,
  canonicalizeSearch,
  canonicalizeUserInfo,
} from "waypost-internal:web/urlpattern/canonicalize";
import { isSpecialOrEmpty } from "waypost-internal:web/urlpattern/component";
import { escapePattern } from "waypost-internal:web/urlpattern/part_list";

export interface URLPatternInit {
  protocol?: string;
  username?: string;
  password?: string;
  hostname?: string;
  port?: string;
  pathname?: string;
  search?: string;
  hash?: string;
  baseURL?: string;
}

/** The members in the order in which Web IDL reads them. */
const MEMBERS = ["baseURL", "hash", "hostname", "password", "pathname", "port", "protocol", "search", "username"] as const;

/** https://webidl.spec.whatwg.org/#es-dictionary */
export function toInit(value: unknown): URLPatternInit {
  const init: URLPatternInit = {};
  if (value === undefined || value === null) return init;
  for (const member of MEMBERS) {
    const given = (value as Record<string, unknown>)[member];
    if (given !== undefined) init[member] = USVString(given);
  }
  return init;
}

/**
 * https://urlpattern.spec.whatwg.org/#process-a-urlpatterninit
 * A pattern's components are not encoded here: the pattern parser does it, piece by piece.
 */
export function processInit(init: URLPatternInit, isPattern: boolean, start: URLPatternInit): URLPatternInit {
  const result = { ...start };
  const base = init.baseURL === undefined ? null : parseBase(init.baseURL);
  if (base !== null) inherit(result, init, base, isPattern);
  const encode = (canonicalize: (value: string) => string, value: string): string => (isPattern ? value : canonicalize(value));
  if (init.protocol !== undefined) {
    const protocol = init.protocol.endsWith(":") ? init.protocol.slice(0, -1) : init.protocol;
    result.protocol = encode(canonicalizeProtocol, protocol);
  }
  if (init.username !== undefined) result.username = encode(canonicalizeUserInfo, init.username);
  if (init.password !== undefined) result.password = encode(canonicalizeUserInfo, init.password);
  if (init.hostname !== undefined) result.hostname = encode(canonicalizeHostname, init.hostname);
  const protocol = result.protocol ?? "";
  if (init.port !== undefined) result.port = encode((port) => canonicalizePort(port, protocol), init.port);
  if (init.pathname !== undefined) {
    const pathname = resolvePathname(init.pathname, base, isPattern);
    result.pathname = encode(isSpecialOrEmpty(protocol) ? canonicalizePathname : canonicalizeOpaquePathname, pathname);
  }
  if (init.search !== undefined) {
    result.search = encode(canonicalizeSearch, init.search.startsWith("?") ? init.search.slice(1) : init.search);
  }
  if (init.hash !== undefined) {
    result.hash = encode(canonicalizeHash, init.hash.startsWith("#") ? init.hash.slice(1) : init.hash);
  }
  return result;
}

function parseBase(text: string): UrlParts {
  const base = parseParts(text, null);
  if (base === null) throw new TypeError(`Invalid base URL "${text}"`);
  return base;
}

/** Step 4: a component comes from the base when neither it nor one before it is given. */
function inherit(result: URLPatternInit, init: URLPatternInit, base: UrlParts, isPattern: boolean): void {
  const take = (text: string): string => (isPattern ? escapePattern(text) : text);
  let given = init.protocol !== undefined;
  if (!given) result.protocol = take(base.scheme);
  if (!isPattern && !given && init.hostname === undefined && init.port === undefined && init.username === undefined) {
    result.username = base.username;
    if (init.password === undefined) result.password = base.password;
  }
  given ||= init.hostname !== undefined;
  if (!given) result.hostname = take(base.host ?? "");
  given ||= init.port !== undefined;
  if (!given) result.port = base.port === null ? "" : String(base.port);
  given ||= init.pathname !== undefined;
  if (!given) result.pathname = take(pathText(base));
  given ||= init.search !== undefined;
  if (!given) result.search = take(base.query ?? "");
  given ||= init.hash !== undefined;
  if (!given) result.hash = take(base.fragment ?? "");
}

/** https://url.spec.whatwg.org/#url-path-serializer */
export function pathText(url: UrlParts): string {
  const { path } = url;
  if (typeof path === "string") return path;
  return path.length === 0 ? "" : `/${path.join("/")}`;
}

// Step 14: a relative path starts where the base's last segment does.
function resolvePathname(pathname: string, base: UrlParts | null, isPattern: boolean): string {
  if (base === null || typeof base.path === "string" || isAbsolute(pathname, isPattern)) return pathname;
  const path = isPattern ? escapePattern(pathText(base)) : pathText(base);
  return path.slice(0, path.lastIndexOf("/") + 1) + pathname;
}

// https://urlpattern.spec.whatwg.org/#is-an-absolute-pathname
function isAbsolute(pathname: string, isPattern: boolean): boolean {
  return pathname.startsWith("/") || (isPattern && (pathname.startsWith("\\/") || pathname.startsWith("{/")));
}
