// The basic URL parser, state by state: https://url.spec.whatwg.org/#concept-basic-url-parser
//
// It works on slices where the specification works on single characters: the answer is the same,
// and no text is built up character by character. Only what `parser.ts` does not recognise gets here.

import { isAlpha, isAlphanumeric, parseHost } from "waypost-internal:web/url/host";
import { C0_CONTROL, FRAGMENT, PATH, percentEncode, QUERY, SPECIAL_QUERY, USERINFO } from "waypost-internal:web/url/percent_encode";

/** https://url.spec.whatwg.org/#concept-url */
export interface UrlParts {
  scheme: string;
  username: string;
  password: string;
  host: string | null;
  port: number | null;
  /** Segments, or the text of an opaque path. */
  path: string[] | string;
  query: string | null;
  fragment: string | null;
}

/** The states that setters start in. */
export const SCHEME_START = 1;
export const HOST = 2;
export const HOSTNAME = 3;
export const PORT = 4;
export const PATH_START = 5;
export const QUERY_STATE = 6;
export const FRAGMENT_STATE = 7;
const SCHEME = 8;
const NO_SCHEME = 9;
const SPECIAL_RELATIVE_OR_AUTHORITY = 10;
const PATH_OR_AUTHORITY = 11;
const RELATIVE = 12;
const RELATIVE_SLASH = 13;
const SPECIAL_AUTHORITY_SLASHES = 14;
const AUTHORITY = 15;
const FILE = 16;
const FILE_SLASH = 17;
const FILE_HOST = 18;
const PATH_STATE = 19;
export const OPAQUE_PATH = 20;
const DONE = 21;
const FAILURE = 22;

const DEFAULT_PORTS: ReadonlyMap<string, number | null> = new Map([
  ["http", 80],
  ["https", 443],
  ["ws", 80],
  ["wss", 443],
  ["ftp", 21],
  ["file", null],
]);

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const QUESTION = 0x3f;
const NUMBER_SIGN = 0x23;
const COLON = 0x3a;

/** https://url.spec.whatwg.org/#is-special */
export function isSpecial(scheme: string): boolean {
  return DEFAULT_PORTS.has(scheme);
}

/** https://url.spec.whatwg.org/#cannot-have-a-username-password-port */
export function cannotHaveCredentials(url: UrlParts): boolean {
  return url.host === null || url.host === "" || url.scheme === "file";
}

/** Parses a whole URL; null when it is not valid. */
export function parseParts(input: string, base: UrlParts | null): UrlParts | null {
  const text = withoutTabsAndNewlines(trimControls(input.toWellFormed()));
  const url: UrlParts = {
    scheme: "",
    username: "",
    password: "",
    host: null,
    port: null,
    path: [],
    query: null,
    fragment: null,
  };
  return new Parser(text, url, base, 0).run(SCHEME_START) ? url : null;
}

/** Runs the parser on `url` from the state of a setter; false on failure, which may leave it partly changed. */
export function parseInto(url: UrlParts, input: string, override: number): boolean {
  return new Parser(withoutTabsAndNewlines(input.toWellFormed()), url, null, override).run(override);
}

function trimControls(input: string): string {
  let start = 0;
  let end = input.length;
  while (start < end && input.charCodeAt(start) <= 0x20) start++;
  while (end > start && input.charCodeAt(end - 1) <= 0x20) end--;
  return input.slice(start, end);
}

function withoutTabsAndNewlines(input: string): string {
  return /[\t\n\r]/.test(input) ? input.replace(/[\t\n\r]+/g, "") : input;
}

class Parser {
  readonly #input: string;
  readonly #url: UrlParts;
  readonly #base: UrlParts | null;
  /** The state a setter started in; 0 when a whole URL is parsed. */
  readonly #override: number;
  #at: number;

  constructor(input: string, url: UrlParts, base: UrlParts | null, override: number) {
    this.#input = input;
    this.#url = url;
    this.#base = base;
    this.#override = override;
    this.#at = 0;
  }

  /** False on failure. */
  run(start: number): boolean {
    let state = start;
    while (state < DONE) state = this.#step(state);
    return state === DONE;
  }

  #step(state: number): number {
    switch (state) {
      case SCHEME_START:
      case SCHEME:
        return this.#scheme();
      case NO_SCHEME:
        return this.#noScheme();
      case SPECIAL_RELATIVE_OR_AUTHORITY:
        return this.#input.startsWith("//", this.#at) ? SPECIAL_AUTHORITY_SLASHES : RELATIVE;
      case PATH_OR_AUTHORITY:
        return this.#pathOrAuthority();
      case RELATIVE:
        return this.#relative();
      case RELATIVE_SLASH:
        return this.#relativeSlash();
      case SPECIAL_AUTHORITY_SLASHES:
        while (this.#isSlash(this.#at, true)) this.#at++;
        return AUTHORITY;
      case AUTHORITY:
        return this.#authority();
      case HOST:
      case HOSTNAME:
        return this.#host(state);
      case PORT:
        return this.#port();
      case FILE:
        return this.#file();
      case FILE_SLASH:
        return this.#fileSlash();
      case FILE_HOST:
        return this.#fileHost();
      case PATH_START:
        return this.#pathStart();
      case PATH_STATE:
        return this.#path();
      case OPAQUE_PATH:
        return this.#opaquePath();
      case QUERY_STATE:
        return this.#query();
      default:
        this.#url.fragment = (this.#url.fragment ?? "") + percentEncode(this.#input.slice(this.#at), FRAGMENT);
        return DONE;
    }
  }

  /** The character at the pointer; NaN at the end. */
  get #c(): number {
    return this.#input.charCodeAt(this.#at);
  }

  get #atEnd(): boolean {
    return this.#at >= this.#input.length;
  }

  #isSlash(at: number, orBackslash: boolean): boolean {
    const c = this.#input.charCodeAt(at);
    return c === SLASH || (orBackslash && c === BACKSLASH);
  }

  /** Where the text from the pointer first meets `/`, `?`, `#`, or, if it counts as one, `\`. */
  #endOfComponent(orBackslash: boolean): number {
    let i = this.#at;
    for (; i < this.#input.length; i++) {
      const c = this.#input.charCodeAt(i);
      if (c === SLASH || c === QUESTION || c === NUMBER_SIGN || (orBackslash && c === BACKSLASH)) break;
    }
    return i;
  }

  // https://url.spec.whatwg.org/#scheme-start-state and #scheme-state
  #scheme(): number {
    const input = this.#input;
    let end = 0;
    if (isAlpha(input.charCodeAt(0))) {
      end = 1;
      while (isSchemeCharacter(input.charCodeAt(end))) end++;
    }
    if (end === 0 || input.charCodeAt(end) !== COLON) return this.#override > 0 ? FAILURE : NO_SCHEME;
    const scheme = input.slice(0, end).toLowerCase();
    const url = this.#url;
    if (this.#override > 0) {
      setScheme(url, scheme);
      return DONE;
    }
    url.scheme = scheme;
    this.#at = end + 1;
    if (scheme === "file") return FILE;
    if (isSpecial(scheme)) {
      return this.#base?.scheme === scheme ? SPECIAL_RELATIVE_OR_AUTHORITY : SPECIAL_AUTHORITY_SLASHES;
    }
    if (this.#c === SLASH) {
      this.#at++;
      return PATH_OR_AUTHORITY;
    }
    url.path = "";
    return OPAQUE_PATH;
  }

  // https://url.spec.whatwg.org/#no-scheme-state
  #noScheme(): number {
    const base = this.#base;
    if (base === null) return FAILURE;
    if (typeof base.path !== "string") return base.scheme === "file" ? FILE : RELATIVE;
    if (this.#c !== NUMBER_SIGN) return FAILURE;
    const url = this.#url;
    url.scheme = base.scheme;
    url.path = base.path;
    url.query = base.query;
    return this.#startFragment();
  }

  // https://url.spec.whatwg.org/#path-or-authority-state
  #pathOrAuthority(): number {
    if (this.#c !== SLASH) {
      // The path state expects its first slash to be behind it.
      return PATH_STATE;
    }
    this.#at++;
    return AUTHORITY;
  }

  // https://url.spec.whatwg.org/#relative-state
  #relative(): number {
    const base = this.#base!;
    const url = this.#url;
    url.scheme = base.scheme;
    if (this.#isSlash(this.#at, isSpecial(url.scheme))) {
      this.#at++;
      return RELATIVE_SLASH;
    }
    this.#copyAuthority();
    return this.#continueFrom(base);
  }

  /** What the relative and the file state do after the base's authority: its path, then what comes. */
  #continueFrom(base: UrlParts): number {
    const url = this.#url;
    url.path = (base.path as string[]).slice();
    url.query = base.query;
    if (this.#atEnd) return DONE;
    if (this.#c === QUESTION) return this.#startQuery();
    if (this.#c === NUMBER_SIGN) return this.#startFragment();
    url.query = null;
    if (url.scheme === "file" && startsWithDriveLetter(this.#input, this.#at)) url.path = [];
    else shorten(url);
    return PATH_STATE;
  }

  #copyAuthority(): void {
    const base = this.#base!;
    const url = this.#url;
    url.username = base.username;
    url.password = base.password;
    url.host = base.host;
    url.port = base.port;
  }

  // https://url.spec.whatwg.org/#relative-slash-state
  #relativeSlash(): number {
    const special = isSpecial(this.#url.scheme);
    if (this.#isSlash(this.#at, special)) {
      this.#at++;
      return special ? SPECIAL_AUTHORITY_SLASHES : AUTHORITY;
    }
    this.#copyAuthority();
    return PATH_STATE;
  }

  // https://url.spec.whatwg.org/#authority-state: the last `@` ends the user, its first `:` the name.
  #authority(): number {
    const end = this.#endOfComponent(isSpecial(this.#url.scheme));
    const authority = this.#input.slice(this.#at, end);
    const at = authority.lastIndexOf("@");
    if (at < 0) return HOST;
    if (at === authority.length - 1) return FAILURE;
    const user = authority.slice(0, at);
    const colon = user.indexOf(":");
    this.#url.username = percentEncode(colon < 0 ? user : user.slice(0, colon), USERINFO);
    if (colon >= 0) this.#url.password = percentEncode(user.slice(colon + 1), USERINFO);
    this.#at += at + 1;
    return HOST;
  }

  // https://url.spec.whatwg.org/#host-state
  #host(state: number): number {
    const url = this.#url;
    if (this.#override > 0 && url.scheme === "file") return FILE_HOST;
    const special = isSpecial(url.scheme);
    const end = this.#endOfComponent(special);
    const colon = firstColonOutsideBrackets(this.#input, this.#at, end);
    const name = this.#input.slice(this.#at, colon < 0 ? end : colon);
    if (colon >= 0 && (name === "" || (this.#override > 0 && state === HOSTNAME))) return FAILURE;
    if (name === "" && special) return FAILURE;
    if (name === "" && this.#override > 0 && (hasCredentials(url) || url.port !== null)) return FAILURE;
    const host = parseHost(name, !special);
    if (host === null) return FAILURE;
    url.host = host;
    if (colon >= 0) {
      this.#at = colon + 1;
      return PORT;
    }
    this.#at = end;
    return this.#override > 0 ? DONE : PATH_START;
  }

  // https://url.spec.whatwg.org/#port-state
  #port(): number {
    const url = this.#url;
    const start = this.#at;
    while (this.#c >= 0x30 && this.#c <= 0x39) this.#at++;
    const ended = this.#atEnd || this.#endOfComponent(isSpecial(url.scheme)) === this.#at;
    if (!ended && this.#override === 0) return FAILURE;
    if (this.#at > start) {
      const port = Number(this.#input.slice(start, this.#at));
      if (port > 65535) return FAILURE;
      url.port = port === DEFAULT_PORTS.get(url.scheme) ? null : port;
    } else if (this.#override > 0) return FAILURE;
    return this.#override > 0 ? DONE : PATH_START;
  }

  // https://url.spec.whatwg.org/#file-state
  #file(): number {
    const url = this.#url;
    url.scheme = "file";
    url.host = "";
    if (this.#isSlash(this.#at, true)) {
      this.#at++;
      return FILE_SLASH;
    }
    const base = this.#base;
    if (base?.scheme !== "file") return PATH_STATE;
    url.host = base.host;
    return this.#continueFrom(base);
  }

  // https://url.spec.whatwg.org/#file-slash-state
  #fileSlash(): number {
    if (this.#isSlash(this.#at, true)) {
      this.#at++;
      return FILE_HOST;
    }
    const base = this.#base;
    if (base?.scheme === "file") {
      this.#url.host = base.host;
      const drive = base.path[0];
      if (!startsWithDriveLetter(this.#input, this.#at) && drive !== undefined && /^[a-zA-Z]:$/.test(drive)) {
        (this.#url.path as string[]).push(drive);
      }
    }
    return PATH_STATE;
  }

  // https://url.spec.whatwg.org/#file-host-state
  #fileHost(): number {
    const url = this.#url;
    const end = this.#endOfComponent(true);
    const name = this.#input.slice(this.#at, end);
    if (this.#override === 0 && isDriveLetter(name)) return PATH_STATE;
    const host = name === "" ? "" : parseHost(name, false);
    if (host === null) return FAILURE;
    url.host = host === "localhost" ? "" : host;
    this.#at = end;
    return this.#override > 0 ? DONE : PATH_START;
  }

  // https://url.spec.whatwg.org/#path-start-state
  #pathStart(): number {
    const url = this.#url;
    if (isSpecial(url.scheme)) {
      if (this.#isSlash(this.#at, true)) this.#at++;
      return PATH_STATE;
    }
    if (this.#atEnd) {
      if (this.#override > 0 && url.host === null) (url.path as string[]).push("");
      return DONE;
    }
    if (this.#override === 0 && this.#c === QUESTION) return this.#startQuery();
    if (this.#override === 0 && this.#c === NUMBER_SIGN) return this.#startFragment();
    if (this.#c === SLASH) this.#at++;
    return PATH_STATE;
  }

  // https://url.spec.whatwg.org/#path-state
  #path(): number {
    const url = this.#url;
    const path = url.path as string[];
    const special = isSpecial(url.scheme);
    for (;;) {
      const start = this.#at;
      this.#at = this.#endOfSegment(special);
      const segment = this.#input.slice(start, this.#at);
      const more = this.#isSlash(this.#at, special);
      if (isDoubleDot(segment)) {
        shorten(url);
        if (!more) path.push("");
      } else if (isSingleDot(segment)) {
        if (!more) path.push("");
      } else if (url.scheme === "file" && path.length === 0 && isDriveLetter(segment)) {
        path.push(`${segment[0]}:`);
      } else path.push(percentEncode(segment, PATH));
      if (!more) break;
      this.#at++;
    }
    if (this.#atEnd) return DONE;
    return this.#c === QUESTION ? this.#startQuery() : this.#startFragment();
  }

  #endOfSegment(special: boolean): number {
    if (this.#override === 0) return this.#endOfComponent(special);
    let i = this.#at;
    while (i < this.#input.length && !this.#isSlash(i, special)) i++;
    return i;
  }

  // https://url.spec.whatwg.org/#cannot-be-a-base-url-path-state
  #opaquePath(): number {
    const rest = this.#input.slice(this.#at);
    const length = rest.search(/[?#]/);
    const path = length < 0 ? rest : rest.slice(0, length);
    this.#at += path.length;
    const encoded = percentEncode(path, C0_CONTROL);
    this.#url.path = !this.#atEnd && encoded.endsWith(" ") ? `${encoded.slice(0, -1)}%20` : encoded;
    if (this.#atEnd) return DONE;
    return this.#c === QUESTION ? this.#startQuery() : this.#startFragment();
  }

  // https://url.spec.whatwg.org/#query-state
  #query(): number {
    const url = this.#url;
    const hash = this.#override > 0 ? -1 : this.#input.indexOf("#", this.#at);
    const query = hash < 0 ? this.#input.slice(this.#at) : this.#input.slice(this.#at, hash);
    url.query += percentEncode(query, isSpecial(url.scheme) ? SPECIAL_QUERY : QUERY);
    if (hash < 0) return DONE;
    this.#at = hash;
    return this.#startFragment();
  }

  #startQuery(): number {
    this.#url.query = "";
    this.#at++;
    return QUERY_STATE;
  }

  #startFragment(): number {
    this.#url.fragment = "";
    this.#at++;
    return FRAGMENT_STATE;
  }
}

function isSchemeCharacter(c: number): boolean {
  return isAlphanumeric(c) || c === 0x2b || c === 0x2d || c === 0x2e;
}

/** The scheme state under a setter: the scheme changes only within its kind. */
function setScheme(url: UrlParts, scheme: string): void {
  if (isSpecial(url.scheme) !== isSpecial(scheme)) return;
  if (scheme === "file" && (hasCredentials(url) || url.port !== null)) return;
  if (url.scheme === "file" && url.host === "") return;
  url.scheme = scheme;
  if (url.port === DEFAULT_PORTS.get(scheme)) url.port = null;
}

function hasCredentials(url: UrlParts): boolean {
  return url.username !== "" || url.password !== "";
}

function firstColonOutsideBrackets(input: string, start: number, end: number): number {
  let inside = false;
  for (let i = start; i < end; i++) {
    const c = input.charCodeAt(i);
    if (c === COLON && !inside) return i;
    if (c === 0x5b) inside = true;
    else if (c === 0x5d) inside = false;
  }
  return -1;
}

/** https://url.spec.whatwg.org/#shorten-a-urls-path */
function shorten(url: UrlParts): void {
  const path = url.path as string[];
  if (url.scheme === "file" && path.length === 1 && /^[a-zA-Z]:$/.test(path[0]!)) return;
  path.pop();
}

function isSingleDot(segment: string): boolean {
  return segment.length <= 3 && (segment === "." || segment.toLowerCase() === "%2e");
}

function isDoubleDot(segment: string): boolean {
  if (segment === "..") return true;
  if (segment.length < 4 || segment.length > 6) return false;
  const lower = segment.toLowerCase();
  return lower === ".%2e" || lower === "%2e." || lower === "%2e%2e";
}

/** https://url.spec.whatwg.org/#windows-drive-letter */
function isDriveLetter(text: string): boolean {
  return text.length === 2 && isAlpha(text.charCodeAt(0)) && (text[1] === ":" || text[1] === "|");
}

/** https://url.spec.whatwg.org/#start-with-a-windows-drive-letter */
function startsWithDriveLetter(input: string, at: number): boolean {
  return isDriveLetter(input.slice(at, at + 2)) && (input.length === at + 2 || "/\\?#".includes(input[at + 2]!));
}
