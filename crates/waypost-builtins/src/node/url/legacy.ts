// node:url: the legacy `url.parse`, `format` and `resolve`.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateString } from "waypost-internal:internal/validators/validators";
import { parse as parseQuery, stringify as stringifyQuery } from "waypost-internal:node/querystring/querystring";
import { op_url_legacy_to_ascii } from "waypost-native:node/url";

const SLASHED: Set<string> = new Set(["http", "https", "ftp", "gopher", "file", "ws", "wss"].flatMap((name) => [name, `${name}:`]));
const HOSTLESS: Set<string> = new Set(["javascript", "javascript:"]);

/** What cannot stand in the rest of a URL and is escaped. */
const ESCAPES: Record<string, string> = {
  "\t": "%09", "\n": "%0A", "\r": "%0D", " ": "%20", '"': "%22", "'": "%27", "<": "%3C", ">": "%3E", "\\": "%5C",
  "^": "%5E", "`": "%60", "{": "%7B", "|": "%7C", "}": "%7D",
};

/** A parsed URL of the old kind. */
export class Url {
  protocol: string | null = null;
  slashes: boolean | null = null;
  auth: string | null = null;
  host: string | null = null;
  port: string | null = null;
  hostname: string | null = null;
  hash: string | null = null;
  search: string | null = null;
  query: string | Record<string, unknown> | null = null;
  pathname: string | null = null;
  path: string | null = null;
  href: string | null = null;

  parse(given: string, parseQueryString: boolean = false, slashesDenoteHost: boolean = false): this {
    validateString(given, "url");
    let rest = withForwardSlashes(given.replace(/^[\0-\x20\xa0\ufeff]+|[\0-\x20\xa0\ufeff]+$/g, ""));
    if (!slashesDenoteHost && !rest.includes("#")) {
      const simple = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/.exec(rest);
      if (simple !== null && !rest.startsWith("//")) return this.#simple(rest, simple, parseQueryString);
    }
    const scheme = /^[a-z0-9.+-]+:/i.exec(rest)?.[0];
    let lowered: string | undefined;
    if (scheme !== undefined) {
      lowered = scheme.toLowerCase();
      this.protocol = lowered;
      rest = rest.slice(scheme.length);
    }
    let slashes = false;
    if (slashesDenoteHost || scheme !== undefined || /^\/\/[^@/]+@[^@/]+/.test(rest)) {
      slashes = rest.startsWith("//");
      if (slashes && !(lowered !== undefined && HOSTLESS.has(lowered))) {
        rest = rest.slice(2);
        this.slashes = true;
      }
    }
    if (!(lowered !== undefined && HOSTLESS.has(lowered)) && (slashes || (scheme !== undefined && !SLASHED.has(scheme)))) {
      rest = this.#authority(rest, given);
    }
    if (!(lowered !== undefined && HOSTLESS.has(lowered))) rest = rest.replace(/[\t\n\r "'<>\\^`{|}]/g, (c) => ESCAPES[c]!);
    this.#tail(rest, parseQueryString, lowered);
    this.href = this.format();
    return this;
  }

  #simple(rest: string, match: RegExpExecArray, parseQueryString: boolean): this {
    this.path = escapeRest(rest);
    this.href = this.path;
    this.pathname = escapeRest(match[1]!);
    if (match[2] !== undefined) {
      this.search = escapeRest(match[2]);
      this.query = parseQueryString ? parseQuery(this.search.slice(1)) : this.search.slice(1);
    } else if (parseQueryString) {
      this.search = null;
      this.query = Object.create(null) as Record<string, unknown>;
    }
    return this;
  }

  /** Takes `auth@host:port` from the front; answers what follows. */
  #authority(given: string, original: string): string {
    // Tabs and line ends are no part of a host, as in the URL standard.
    const text = given.replace(/^[^/?#]+/, (host) => host.replace(/[\t\n\r]/g, ""));
    let end = text.search(/[\t\n\r "#%'/;<>?\\^`{|}]/);
    let at = -1;
    // An `@` belongs to the host part as long as no path, query or hash began.
    const hostEnd = text.search(/[/?#]/);
    const before = hostEnd < 0 ? text : text.slice(0, hostEnd);
    at = before.lastIndexOf("@");
    let rest = text;
    if (at >= 0) {
      this.auth = decodeURIComponent(text.slice(0, at));
      rest = text.slice(at + 1);
      end = rest.search(/[\t\n\r "#%'/;<>?\\^`{|}]/);
    }
    let host = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? "" : rest.slice(end);
    const port = /:[0-9]*$/.exec(host)?.[0];
    if (port !== undefined) {
      if (port !== ":") this.port = port.slice(1);
      host = host.slice(0, host.length - port.length);
    }
    this.host = host;
    let hostname = host;
    const isV6 = hostname.startsWith("[") && hostname.endsWith("]");
    if (!isV6) rest = this.#splitHostname(hostname, rest, original);
    hostname = this.hostname ?? hostname;
    if (hostname.length > 255) hostname = "";
    else hostname = hostname.toLowerCase();
    if (hostname !== "" && !isV6) {
      const ascii = op_url_legacy_to_ascii(hostname);
      if (ascii === "" && /[^\x00-\x7f]/.test(hostname)) throw invalidUrl(original);
      if (ascii !== "" && /[^\x00-\x7f]/.test(hostname)) hostname = ascii;
      if (/[\0\t\n\r #%/:<>?@[\\\]^|]/.test(hostname)) throw invalidUrl(original);
    }
    this.host = hostname + (this.port ? `:${this.port}` : "");
    this.hostname = isV6 ? hostname.slice(1, -1) : hostname;
    if (isV6 && rest[0] !== "/") rest = `/${rest}`;
    return rest;
  }

  /** A character no host name has ends it; what follows is the path. */
  #splitHostname(hostname: string, rest: string, original: string): string {
    const bad = hostname.search(/[/\\#?:]/);
    if (bad < 0) {
      this.hostname = hostname;
      return rest;
    }
    if (hostname[bad] === ":") throw Object.assign(nodeError(TypeError, "ERR_INVALID_URL", "Invalid URL"), { input: original });
    this.hostname = hostname.slice(0, bad);
    return `/${hostname.slice(bad)}${rest}`;
  }

  #tail(text: string, parseQueryString: boolean, protocol: string | undefined): void {
    let rest = text;
    const hash = rest.indexOf("#");
    if (hash >= 0) {
      this.hash = rest.slice(hash);
      rest = rest.slice(0, hash);
    }
    const question = rest.indexOf("?");
    if (question >= 0) {
      this.search = rest.slice(question);
      this.query = parseQueryString ? parseQuery(this.search.slice(1)) : this.search.slice(1);
      rest = rest.slice(0, question);
    } else if (parseQueryString) {
      this.search = null;
      this.query = Object.create(null) as Record<string, unknown>;
    }
    if (rest !== "") this.pathname = rest;
    if (protocol !== undefined && SLASHED.has(protocol) && this.hostname && !this.pathname) this.pathname = "/";
    if (this.pathname || this.search) this.path = (this.pathname ?? "") + (this.search ?? "");
  }

  format(): string {
    let auth = this.auth ?? "";
    if (auth !== "") auth = `${encodeURIComponent(auth).replace(/%3A/i, ":").replace(/%(?:21|27|28|29|2A)/g, decodeURIComponent)}@`;
    let protocol = this.protocol ?? "";
    let pathname = this.pathname ?? "";
    let hash = this.hash ?? "";
    let host = "";
    if (this.host) host = auth + this.host;
    else if (this.hostname) {
      const isV6 = this.hostname.includes(":") && !this.hostname.startsWith("[");
      host = auth + (isV6 ? `[${this.hostname}]` : this.hostname) + (this.port ? `:${this.port}` : "");
    }
    const query = this.query !== null && typeof this.query === "object" ? stringifyQuery(this.query) : "";
    let search = this.search || (query && `?${query}`) || "";
    if (protocol !== "" && !protocol.endsWith(":")) protocol += ":";
    pathname = pathname.replace(/[?#]/g, (c) => (c === "?" ? "%3F" : "%23"));
    if (this.slashes || SLASHED.has(protocol)) {
      if (this.slashes || host !== "") {
        if (pathname !== "" && pathname[0] !== "/") pathname = `/${pathname}`;
        host = `//${host}`;
      } else if (/^file/.test(protocol)) host = "//";
    }
    search = search.replaceAll("#", "%23");
    if (hash !== "" && hash[0] !== "#") hash = `#${hash}`;
    if (search !== "" && search[0] !== "?") search = `?${search}`;
    return protocol + host + pathname + search + hash;
  }

  resolve(relative: string): string {
    return this.resolveObject(parse(relative, false, true)).format();
  }

  resolveObject(given: string | Url): Url {
    const relative = typeof given === "string" ? new Url().parse(given, false, true) : given;
    return resolveUrls(this, relative);
  }

  parseHost(): void {
    let host = this.host ?? "";
    const port = /:[0-9]*$/.exec(host)?.[0];
    if (port !== undefined) {
      if (port !== ":") this.port = port.slice(1);
      host = host.slice(0, host.length - port.length);
    }
    if (host) this.hostname = host;
  }
}

function invalidUrl(input: string): Error {
  return Object.assign(new codes.ERR_INVALID_URL!(), { input });
}

function escapeRest(text: string): string {
  return text.replace(/[\t\n\r "'<>\\^`{|}]/g, (c) => ESCAPES[c]!);
}

/** Backslashes before the query are slashes. */
function withForwardSlashes(text: string): string {
  const end = text.search(/[?#]/);
  if (end < 0) return text.replaceAll("\\", "/");
  return text.slice(0, end).replaceAll("\\", "/") + text.slice(end);
}

function copyOf(source: Url): Url {
  return Object.assign(new Url(), source);
}

function finish(result: Url): Url {
  if (result.pathname !== null || result.search !== null) result.path = (result.pathname ?? "") + (result.search ?? "");
  result.href = result.format();
  return result;
}

/** https://www.rfc-editor.org/rfc/rfc3986#section-5.2 with the liberties of the legacy parser. */
function resolveUrls(base: Url, relative: Url): Url {
  const result = copyOf(base);
  result.hash = relative.hash;
  if (relative.href === "") {
    result.href = result.format();
    return result;
  }
  if (relative.slashes && !relative.protocol) {
    for (const key of Object.keys(relative)) {
      if (key !== "protocol") (result as unknown as Record<string, unknown>)[key] = (relative as unknown as Record<string, unknown>)[key];
    }
    if (result.protocol && SLASHED.has(result.protocol) && result.hostname && !result.pathname) result.path = result.pathname = "/";
    result.href = result.format();
    return result;
  }
  if (relative.protocol && relative.protocol !== result.protocol) {
    if (!SLASHED.has(relative.protocol)) return finish(copyOf(relative));
    const other = copyOf(relative);
    if (!relative.host && !/^file:?$/.test(relative.protocol) && !HOSTLESS.has(relative.protocol)) {
      const parts = (relative.pathname ?? "").split("/");
      while (parts.length > 0 && !(other.host = parts.shift() as string));
      other.host ||= "";
      other.hostname ||= other.host;
      if (parts[0] !== "") parts.unshift("");
      if (parts.length < 2) parts.unshift("");
      other.pathname = parts.join("/");
    }
    other.slashes = result.slashes || relative.slashes;
    return finish(other);
  }
  return finish(mergePaths(result, relative));
}

function mergePaths(result: Url, relative: Url): Url {
  const isRooted = !!relative.host || relative.pathname?.[0] === "/";
  let parts = result.pathname?.split("/") ?? [];
  const hasHost = !!result.host;
  let isAbsolute = isRooted || hasHost || result.pathname?.[0] === "/";
  const removeAll = isAbsolute;
  const added = relative.pathname?.split("/") ?? [];
  // Of a URL without slashes, `..` may lead past the host.
  const isOpaque = !!result.protocol && !SLASHED.has(result.protocol);
  if (isOpaque) {
    hostIntoPath(result, parts, relative, added);
    isAbsolute &&= added[0] === "" || parts[0] === "";
  }
  if (isRooted) {
    if (relative.host || relative.host === "") {
      if (result.host !== relative.host) result.auth = null;
      result.host = relative.host;
      result.port = relative.port;
      result.hostname = relative.hostname;
    }
    result.search = relative.search;
    result.query = relative.query;
    parts = added;
  } else if (added.length > 0) {
    parts.pop();
    parts = parts.concat(added);
    result.search = relative.search;
    result.query = relative.query;
  } else if (relative.search !== null && relative.search !== undefined) {
    if (isOpaque) takeHost(result, parts.shift() ?? "");
    result.search = relative.search;
    result.query = relative.query;
    return result;
  }
  if (parts.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return result;
  }
  const last = parts[parts.length - 1]!;
  const hasTrailing = ((result.host || relative.host || parts.length > 1) && (last === "." || last === "..")) || last === "";
  let up = 0;
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i];
    if (part === ".") parts.splice(i, 1);
    else if (part === "..") {
      parts.splice(i, 1);
      up++;
    } else if (up > 0) {
      parts.splice(i, 1);
      up--;
    }
  }
  if (!isAbsolute && !removeAll) while (up-- > 0) parts.unshift("..");
  if (isAbsolute && parts[0] !== "" && (!parts[0] || parts[0][0] !== "/")) parts.unshift("");
  if (hasTrailing && parts.join("/").slice(-1) !== "/") parts.push("");
  const startsRooted = parts[0] === "" || parts[0]?.[0] === "/";
  if (isOpaque) takeHost(result, startsRooted ? "" : (parts.shift() ?? ""));
  isAbsolute = isAbsolute || (!!result.host && parts.length > 0);
  if (isAbsolute && !startsRooted) parts.unshift("");
  result.pathname = parts.length > 0 ? parts.join("/") : null;
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  return result;
}

/** Puts the hosts in front of the paths, where they count as a segment. */
function hostIntoPath(result: Url, parts: string[], relative: Url, added: string[]): void {
  const put = (host: string | null, path: string[]): void => {
    if (!host) return;
    if (path[0] === "") path[0] = host;
    else path.unshift(host);
  };
  put(result.host, parts);
  result.hostname = result.host = "";
  result.port = null;
  if (!relative.protocol) return;
  result.auth = null;
  put(relative.host, added);
  relative.hostname = relative.host = relative.port = null;
}

/** Takes the host, with what stands before its `@`, out of the path again. */
function takeHost(result: Url, segment: string): void {
  const at = segment.indexOf("@");
  if (at > 0) result.auth = segment.slice(0, at);
  result.host = result.hostname = at > 0 ? segment.slice(at + 1) : segment;
}

export function parse(url: unknown, parseQueryString?: boolean, slashesDenoteHost?: boolean): Url {
  if (url instanceof Url) return url;
  return new Url().parse(url as string, parseQueryString, slashesDenoteHost);
}

export function format(given: unknown): string {
  if (typeof given === "string") return parse(given).format();
  if (typeof given !== "object" || given === null) {
    throw new codes.ERR_INVALID_ARG_TYPE!("urlObject", ["Object", "string"], given);
  }
  const url = given instanceof Url ? given : Object.assign(new Url(), given);
  return url.format();
}

export function resolve(source: string, relative: string): string {
  return parse(source, false, true).resolve(relative);
}

export function resolveObject(source: string, relative: string): Url | string {
  if (!source) return relative;
  return parse(source, false, true).resolveObject(relative);
}
