// node:url: WHATWG URLs from web/url, file paths, and the legacy parser.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import { codes } from "waypost-internal:internal/errors/errors";
import { validateObject, validateString } from "waypost-internal:internal/validators/validators";
import { posix } from "waypost-internal:node/path/posix";
import { win32 } from "waypost-internal:node/path/win32";
import { Url, format as formatLegacy, parse, resolve, resolveObject } from "waypost-internal:node/url/legacy";
import { URLSearchParams } from "waypost-internal:web/url/search_params";
import { URL } from "waypost-internal:web/url/url";
import { op_url_legacy_to_ascii, op_url_legacy_to_unicode } from "waypost-native:node/url";

interface UrlLike {
  href: string;
  protocol: string;
  hostname: string;
  host: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  username: string;
  password: string;
}

function isUrlLike(value: unknown): value is UrlLike {
  const url = value as Partial<UrlLike> & { auth?: unknown; path?: unknown };
  return !!(url?.href && url.protocol && url.auth === undefined && url.path === undefined);
}

export function fileURLToPath(given: unknown, options?: { windows?: boolean }): string {
  const url = typeof given === "string" ? (new URL(given) as unknown as UrlLike) : given;
  if (!isUrlLike(url)) throw new codes.ERR_INVALID_ARG_TYPE!("path", ["string", "URL"], given);
  if (url.protocol !== "file:") throw new codes.ERR_INVALID_URL_SCHEME!("file");
  return options?.windows ? windowsPath(url) : posixPath(url);
}

/** The error has the URL as its `input`. */
function invalidPath(url: UrlLike, reason: string): Error {
  return Object.assign(new codes.ERR_INVALID_FILE_URL_PATH!(reason), { input: url });
}

function posixPath(url: UrlLike): string {
  if (url.hostname !== "") throw new codes.ERR_INVALID_FILE_URL_HOST!("linux");
  if (/%2f/i.test(url.pathname)) throw invalidPath(url, "must not include encoded / characters");
  return decodeURIComponent(url.pathname);
}

function windowsPath(url: UrlLike): string {
  if (/%2f|%5c/i.test(url.pathname)) throw invalidPath(url, "must not include encoded \\ or / characters");
  const path = decodeURIComponent(url.pathname.replaceAll("/", "\\"));
  if (url.hostname !== "") return `\\\\${domainToUnicode(url.hostname)}${path}`;
  if (!/^\\[a-zA-Z]:/.test(path)) throw invalidPath(url, "must be absolute");
  return path.slice(1);
}

/** What a path has and a URL would take for something else. */
const PATH_ESCAPES: [RegExp, string][] = [
  [/%/g, "%25"], [/\\/g, "%5C"], [/\n/g, "%0A"], [/\r/g, "%0D"], [/\t/g, "%09"], [/\?/g, "%3F"], [/#/g, "%23"],
  [/\[/g, "%5B"], [/\]/g, "%5D"], [/\^/g, "%5E"], [/\|/g, "%7C"], [/~/g, "%7E"],
];

function escaped(path: string): string {
  let text = path;
  for (const [pattern, escape] of PATH_ESCAPES) text = text.replace(pattern, escape);
  return text;
}

export function pathToFileURL(path: string, options?: { windows?: boolean }): URL {
  validateString(path, "path");
  if (options?.windows) return windowsFileURL(path);
  let resolved = posix.resolve(path);
  if (path.endsWith("/") && !resolved.endsWith("/")) resolved += "/";
  return new URL(`file://${escaped(resolved)}`);
}

/** On Windows a backslash separates, and a path may begin with a server's name. */
function windowsFileURL(path: string): URL {
  if (!path.startsWith("\\\\")) {
    let resolved = win32.resolve(path);
    const isFolder = path.endsWith("/") || path.endsWith("\\");
    if (isFolder && !resolved.endsWith("\\")) resolved += "\\";
    return new URL(`file:///${escaped(resolved.replaceAll("\\", "/"))}`);
  }
  // \\server\share\resource, or \\?\UNC\server\share\resource.
  const prefix = path.startsWith("\\\\?\\UNC\\") ? 8 : 2;
  const end = path.indexOf("\\", prefix);
  if (end < 0) throw new codes.ERR_INVALID_ARG_VALUE!("path", path, "Missing UNC resource path");
  if (end === 2) throw new codes.ERR_INVALID_ARG_VALUE!("path", path, "Empty UNC servername");
  const url = new URL("file://");
  url.hostname = domainToASCII(path.slice(prefix, end));
  url.pathname = escaped(path.slice(end).replaceAll("\\", "/"));
  return url;
}

/** The options of `http.request` that a URL stands for. */
export function urlToHttpOptions(url: UrlLike): Record<string, unknown> {
  validateObject(url, "url");
  const { hostname, pathname, port, username, password, search } = url;
  const options: Record<string, unknown> = {
    __proto__: null,
    ...url,
    protocol: url.protocol,
    hostname: hostname?.[0] === "[" ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ""}${search || ""}`,
    href: url.href,
  };
  if (port !== "") options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

export function domainToASCII(domain: unknown): string {
  if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS!("domain");
  return op_url_legacy_to_ascii(`${domain as string}`);
}

export function domainToUnicode(domain: unknown): string {
  if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS!("domain");
  return op_url_legacy_to_unicode(`${domain as string}`);
}

interface FormatOptions {
  fragment?: boolean;
  unicode?: boolean;
  search?: boolean;
  auth?: boolean;
}

/** A legacy object, a string, or a `URL` with options. */
export function format(given: unknown, options?: FormatOptions): string {
  if (typeof given === "string" || !isUrlLike(given) || !(given instanceof URL)) return formatLegacy(given);
  if (options) validateObject(options, "options");
  const { fragment = true, unicode = false, search = true, auth = true } = options ?? {};
  const url = given as unknown as UrlLike;
  let text = url.protocol;
  const hasHost = url.href.startsWith(`${url.protocol}//`);
  if (hasHost) {
    text += "//";
    if (auth && (url.username || url.password)) text += `${url.username}${url.password ? `:${url.password}` : ""}@`;
    text += unicode ? url.host.replace(url.hostname, domainToUnicode(url.hostname)) : url.host;
  }
  text += url.pathname;
  if (search) text += url.search;
  if (fragment) text += url.hash;
  return text;
}

export { parse, resolve, resolveObject, Url, URL, URLSearchParams };

export default lazyMembers({ format, domainToASCII, domainToUnicode, pathToFileURL, fileURLToPath, urlToHttpOptions }, {
  Url: () => Url,
  parse: () => parse,
  resolve: () => resolve,
  resolveObject: () => resolveObject,
  URL: () => URL,
  URLSearchParams: () => URLSearchParams,
});
