// URL: https://url.spec.whatwg.org/#url-class
//
// An object holds its record and, once asked for, its search parameters. Getters cut their answer
// out of the serialised URL; setters run the parser from their own state.

import { codedTypeError, INSPECT, type Inspect, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { USVString } from "waypost-internal:internal/webidl/webidl";
import type { Blob } from "waypost-internal:web/blob/blob";
import { createObjectUrl, revokeObjectUrl } from "waypost-internal:web/url/object_urls";
import { parseUrl, type UrlRecord } from "waypost-internal:web/url/parser";
import {
  setComponent,
  setHash,
  setHost,
  setHostname,
  setPassword,
  setPathname,
  setPort,
  setProtocol,
  setSearch,
  type Setter,
  setUsername,
} from "waypost-internal:web/url/setters";
import { resetSearchParams, searchParamsOf, type URLSearchParams } from "waypost-internal:web/url/search_params";

export { parseFormUrlencoded, serializeFormUrlencoded } from "waypost-internal:web/url/form_urlencoded";
export { parseUrl, serialize } from "waypost-internal:web/url/parser";
export type { UrlRecord } from "waypost-internal:web/url/parser";

let recordIn: (url: URL) => UrlRecord;
let setQuery: (url: URL, query: string) => void;

export class URL {
  #record: UrlRecord;
  #params: URLSearchParams | undefined;

  static {
    recordIn = (url): UrlRecord => url.#record;
    setQuery = (url, query): void => {
      url.#record = withQuery(url.#record, query);
    };
  }

  // https://url.spec.whatwg.org/#dom-url-url
  constructor(url: string | URL, base: string | URL | undefined = undefined) {
    requireArguments(arguments.length, 1, "URL");
    const input = typeof url === "string" ? url : text(url);
    const from = base === undefined || typeof base === "string" ? base : text(base);
    const record = parseUrl(input, from);
    if (record === null) throw invalidUrl(input, from);
    this.#record = record;
  }

  static canParse(url: string | URL, base: string | URL | undefined = undefined): boolean {
    requireArguments(arguments.length, 1, "URL.canParse");
    return parseUrl(text(url), base === undefined ? undefined : text(base)) !== null;
  }

  // https://url.spec.whatwg.org/#dom-url-parse
  static parse(url: string | URL, base: string | URL | undefined = undefined): URL | null {
    requireArguments(arguments.length, 1, "URL.parse");
    const record = parseUrl(text(url), base === undefined ? undefined : text(base));
    if (record === null) return null;
    const made = new URL("http://x/");
    made.#record = record;
    return made;
  }

  // https://w3c.github.io/FileAPI/#dfn-createObjectURL
  static createObjectURL(blob: Blob): string {
    requireArguments(arguments.length, 1, "URL.createObjectURL");
    return createObjectUrl(blob);
  }

  // https://w3c.github.io/FileAPI/#dfn-revokeObjectURL
  static revokeObjectURL(url: string): void {
    requireArguments(arguments.length, 1, "URL.revokeObjectURL");
    revokeObjectUrl(text(url));
  }

  get href(): string {
    if (!(#record in this)) throw invalidThis("URL");
    return this.#record.href;
  }

  // https://url.spec.whatwg.org/#dom-url-href
  set href(value: string) {
    const input = text(value);
    const record = parseUrl(input);
    if (record === null) throw invalidUrl(input, undefined);
    this.#replace(record);
  }

  // https://url.spec.whatwg.org/#concept-url-origin
  get origin(): string {
    const { href, path } = this.#record;
    const scheme = href.slice(0, href.indexOf(":"));
    if (scheme === "http" || scheme === "https" || scheme === "ws" || scheme === "wss" || scheme === "ftp") {
      return `${scheme}://${hostAndPort(this.#record)}`;
    }
    if (scheme !== "blob") return "null";
    const inner = parseUrl(href.slice(path));
    if (inner === null || !inner.href.startsWith("http")) return "null";
    return recordOrigin(inner);
  }

  get protocol(): string {
    const { href } = this.#record;
    return href.slice(0, href.indexOf(":") + 1);
  }

  set protocol(value: string) {
    this.#set(setProtocol, value);
  }

  get username(): string {
    const info = userInfo(this.#record);
    const colon = info.indexOf(":");
    return colon < 0 ? info : info.slice(0, colon);
  }

  set username(value: string) {
    this.#set(setUsername, value);
  }

  get password(): string {
    const info = userInfo(this.#record);
    const colon = info.indexOf(":");
    return colon < 0 ? "" : info.slice(colon + 1);
  }

  set password(value: string) {
    this.#set(setPassword, value);
  }

  get host(): string {
    return hostAndPort(this.#record);
  }

  set host(value: string) {
    this.#set(setHost, value);
  }

  get hostname(): string {
    const host = hostAndPort(this.#record);
    const colon = portColon(host);
    return colon < 0 ? host : host.slice(0, colon);
  }

  set hostname(value: string) {
    this.#set(setHostname, value);
  }

  get port(): string {
    const host = hostAndPort(this.#record);
    const colon = portColon(host);
    return colon < 0 ? "" : host.slice(colon + 1);
  }

  set port(value: string) {
    this.#set(setPort, value);
  }

  get pathname(): string {
    const { href, path, query } = this.#record;
    return href.slice(path, query);
  }

  set pathname(value: string) {
    this.#set(setPathname, value);
  }

  get search(): string {
    const { href, query, hash } = this.#record;
    return hash - query > 1 ? href.slice(query, hash) : "";
  }

  set search(value: string) {
    this.#set(setSearch, value);
    if (this.#params !== undefined) resetSearchParams(this.#params, queryOf(this.#record));
  }

  get searchParams(): URLSearchParams {
    return (this.#params ??= searchParamsOf(this, queryOf(this.#record)));
  }

  get hash(): string {
    const { href, hash } = this.#record;
    return href.length - hash > 1 ? href.slice(hash) : "";
  }

  set hash(value: string) {
    this.#set(setHash, value);
  }

  toString(): string {
    if (!(#record in this)) throw invalidThis("URL");
    return this.#record.href;
  }

  toJSON(): string {
    if (!(#record in this)) throw invalidThis("URL");
    return this.#record.href;
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return `URL {${this.href}}`;
    const shown = {
      href: this.href,
      origin: this.origin,
      protocol: this.protocol,
      username: this.username,
      password: this.password,
      host: this.host,
      hostname: this.hostname,
      port: this.port,
      pathname: this.pathname,
      search: this.search,
      searchParams: this.searchParams,
      hash: this.hash,
    };
    return `URL ${inspect(shown, options)}`;
  }

  #set(setter: Setter, value: string): void {
    this.#record = setComponent(this.#record, setter, text(value));
  }

  #replace(record: UrlRecord): void {
    this.#record = record;
    if (this.#params !== undefined) resetSearchParams(this.#params, queryOf(record));
  }
}

shapeInterface(URL, "URL");

function text(value: unknown): string {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  return USVString(value);
}

function invalidUrl(input: string, base: string | undefined): TypeError {
  const error = codedTypeError("ERR_INVALID_URL", "Invalid URL") as TypeError & { input: string; base?: string };
  error.input = input;
  if (base !== undefined) error.base = base;
  return error;
}

/** Where the host, or the user before it, begins; the path's start when there is no host. */
function authorityStart(record: UrlRecord): number {
  const { href, path } = record;
  const start = href.indexOf(":") + 1;
  return href.startsWith("//", start) && path >= start + 2 ? start + 2 : path;
}

function authority(record: UrlRecord): string {
  const start = authorityStart(record);
  return start < record.path ? record.href.slice(start, record.path) : "";
}

function userInfo(record: UrlRecord): string {
  const whole = authority(record);
  const at = whole.indexOf("@");
  return at < 0 ? "" : whole.slice(0, at);
}

function hostAndPort(record: UrlRecord): string {
  const whole = authority(record);
  return whole.slice(whole.indexOf("@") + 1);
}

/** The colon before the port, which those within an IPv6 address are not. */
function portColon(host: string): number {
  const colon = host.lastIndexOf(":");
  return colon > host.lastIndexOf("]") ? colon : -1;
}

function recordOrigin(record: UrlRecord): string {
  return `${record.href.slice(0, record.href.indexOf(":"))}://${hostAndPort(record)}`;
}

function queryOf(record: UrlRecord): string {
  return record.query === record.hash ? "" : record.href.slice(record.query + 1, record.hash);
}

/** https://url.spec.whatwg.org/#concept-urlsearchparams-update */
function withQuery(record: UrlRecord, query: string): UrlRecord {
  const { href, path, hash } = record;
  const before = href.slice(0, record.query);
  const fragment = href.slice(hash);
  const search = query === "" ? "" : `?${query}`;
  const end = before.length + search.length;
  return { href: before + search + fragment, path, query: before.length, hash: end };
}

/** Replaces a URL's query by what its search parameters serialise to. */
export function replaceQuery(url: URL, query: string): void {
  setQuery(url, query);
}

/** The record of a URL object. */
export function urlRecordOf(url: URL): UrlRecord {
  return recordIn(url);
}

/** Whether the value is a URL object. */
export function isUrl(value: unknown): value is URL {
  if (typeof value !== "object" || value === null) return false;
  try {
    recordIn(value as URL);
    return true;
  } catch {
    return false;
  }
}
