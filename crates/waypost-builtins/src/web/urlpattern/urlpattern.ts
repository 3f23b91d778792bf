// URLPattern: https://urlpattern.spec.whatwg.org/#urlpattern-class

import { INSPECT, type Inspect, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { DOMString, enumeration, isObject, record, USVString } from "waypost-internal:internal/webidl/webidl";
import { parseParts, type UrlParts } from "waypost-internal:web/url/basic_parser";
import {
  canonicalizeHash,
  canonicalizeHostname,
  canonicalizeIpv6Hostname,
  canonicalizeOpaquePathname,
  canonicalizePathname,
  canonicalizePort,
  canonicalizeProtocol,
  canonicalizeSearch,
  canonicalizeUserInfo,
} from "waypost-internal:web/urlpattern/canonicalize";
import {
  Component,
  type ComponentResult,
  DEFAULT_OPTIONS,
  HOSTNAME_OPTIONS,
  PATHNAME_OPTIONS,
} from "waypost-internal:web/urlpattern/component";
import { parseConstructorString } from "waypost-internal:web/urlpattern/constructor_string";
import { pathText, processInit, toInit, type URLPatternInit } from "waypost-internal:web/urlpattern/init";
import { compareParts } from "waypost-internal:web/urlpattern/part_list";

export type URLPatternInput = string | URLPatternInit;
export interface URLPatternOptions {
  ignoreCase?: boolean;
}

const NAMES = ["protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"] as const;
type Name = (typeof NAMES)[number];
type Components = Record<Name, Component>;
type Values = Record<Name, string>;

export type URLPatternResult = { inputs: URLPatternInput[] } & Record<Name, ComponentResult>;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: "80", https: "443", ws: "80", wss: "443", ftp: "21" };

let isPattern: (value: unknown) => value is URLPattern;

export class URLPattern {
  #components: Components;

  // https://urlpattern.spec.whatwg.org/#dom-urlpattern-urlpattern
  constructor(
    input: URLPatternInput = {},
    baseURL: string | URLPatternOptions | undefined = undefined,
    options: URLPatternOptions | undefined = undefined,
  ) {
    // Two overloads: the second argument is a base when it is text, or when a third follows.
    const hasBase = arguments.length > 2 || (baseURL !== undefined && baseURL !== null && !isObject(baseURL));
    const given = toInput(input);
    const base = hasBase ? USVString(baseURL) : undefined;
    const bag = (hasBase ? options : baseURL) as URLPatternOptions | null | undefined;
    if (bag !== undefined && bag !== null && !isObject(bag)) throw new TypeError("URLPattern: options must be an object");
    this.#components = compile(initOf(given, base), Boolean(bag?.ignoreCase));
  }

  test(input: URLPatternInput = {}, baseURL: string | undefined = undefined): boolean {
    if (!(#components in this)) throw invalidThis("URLPattern");
    const given = toInput(input);
    const values = valuesOf(given, baseURL === undefined ? undefined : USVString(baseURL));
    if (values === null) return false;
    return NAMES.every((name) => this.#components[name].test(values[name]));
  }

  // https://urlpattern.spec.whatwg.org/#url-pattern-match
  exec(input: URLPatternInput = {}, baseURL: string | undefined = undefined): URLPatternResult | null {
    if (!(#components in this)) throw invalidThis("URLPattern");
    const given = toInput(input);
    const base = baseURL === undefined ? undefined : USVString(baseURL);
    const values = valuesOf(given, base);
    if (values === null) return null;
    const result = { inputs: base === undefined ? [given] : [given, base] } as URLPatternResult;
    for (const name of NAMES) {
      const match = this.#components[name].match(values[name]);
      if (match === null) return null;
      result[name] = match;
    }
    return result;
  }

  /** https://github.com/whatwg/urlpattern/blob/main/explainer.md: text from a component and its groups. */
  generate(component: string, groups: Record<string, string>): string {
    if (!(#components in this)) throw invalidThis("URLPattern");
    requireArguments(arguments.length, 2, "URLPattern.generate");
    const name = enumeration(component, NAMES, "URLPatternComponent") as Name;
    if (!isObject(groups)) throw new TypeError("URLPattern.generate: the groups must be an object");
    return this.#components[name].generate(record(groups, DOMString, USVString));
  }

  /** https://github.com/whatwg/urlpattern/blob/main/explainer.md: which pattern is the more specific one. */
  static compareComponent(component: string, left: URLPattern, right: URLPattern): number {
    requireArguments(arguments.length, 3, "URLPattern.compareComponent");
    const name = enumeration(component, NAMES, "URLPatternComponent") as Name;
    if (!isPattern(left) || !isPattern(right)) throw invalidThis("URLPattern");
    return compareParts(left.#components[name].parts, right.#components[name].parts);
  }

  get protocol(): string {
    return this.#components.protocol.pattern;
  }

  get username(): string {
    return this.#components.username.pattern;
  }

  get password(): string {
    return this.#components.password.pattern;
  }

  get hostname(): string {
    return this.#components.hostname.pattern;
  }

  get port(): string {
    return this.#components.port.pattern;
  }

  get pathname(): string {
    return this.#components.pathname.pattern;
  }

  get search(): string {
    return this.#components.search.pattern;
  }

  get hash(): string {
    return this.#components.hash.pattern;
  }

  get hasRegExpGroups(): boolean {
    return NAMES.some((name) => this.#components[name].hasRegexpGroups);
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[URLPattern]";
    const shown: Record<string, string> = {};
    for (const name of NAMES) shown[name] = this.#components[name].pattern;
    return `URLPattern ${inspect(shown, options)}`;
  }

  static {
    isPattern = (value): value is URLPattern => isObject(value) && #components in value;
  }
}

shapeInterface(URLPattern, "URLPattern");

function toInput(input: unknown): URLPatternInput {
  return isObject(input) || input === undefined || input === null ? toInit(input) : USVString(input);
}

// https://urlpattern.spec.whatwg.org/#url-pattern-create, steps 1 to 3
function initOf(input: URLPatternInput, base: string | undefined): URLPatternInit {
  if (typeof input !== "string") {
    if (base !== undefined) throw new TypeError("URLPattern: a base URL goes with a string only; give it as the member baseURL");
    return input;
  }
  const init = parseConstructorString(input);
  if (base !== undefined) init.baseURL = base;
  else if (init.protocol === undefined) throw new TypeError(`URLPattern: the relative pattern "${input}" needs a base URL`);
  return init;
}

// https://urlpattern.spec.whatwg.org/#url-pattern-create, from step 4
function compile(init: URLPatternInit, ignoreCase: boolean): Components {
  const given = processInit(init, true, {});
  const text = (name: Name): string => given[name] ?? "*";
  const port = given.protocol !== undefined && given.port !== undefined && DEFAULT_PORTS[given.protocol] === given.port ? "" : text("port");
  const hostname = text("hostname");
  const protocol = new Component(text("protocol"), canonicalizeProtocol, DEFAULT_OPTIONS);
  const cased = { ...DEFAULT_OPTIONS, ignoreCase };
  return {
    protocol,
    username: new Component(text("username"), canonicalizeUserInfo, DEFAULT_OPTIONS),
    password: new Component(text("password"), canonicalizeUserInfo, DEFAULT_OPTIONS),
    hostname: new Component(hostname, isIpv6Pattern(hostname) ? canonicalizeIpv6Hostname : canonicalizeHostname, HOSTNAME_OPTIONS),
    port: new Component(port, (value) => canonicalizePort(value), DEFAULT_OPTIONS),
    pathname: protocol.matchesSpecialScheme()
      ? new Component(text("pathname"), canonicalizePathname, { ...PATHNAME_OPTIONS, ignoreCase })
      : new Component(text("pathname"), canonicalizeOpaquePathname, cased),
    search: new Component(text("search"), canonicalizeSearch, cased),
    hash: new Component(text("hash"), canonicalizeHash, cased),
  };
}

// https://urlpattern.spec.whatwg.org/#hostname-pattern-is-an-ipv6-address
function isIpv6Pattern(pattern: string): boolean {
  return pattern.length >= 2 && (pattern[0] === "[" || ((pattern[0] === "{" || pattern[0] === "\\") && pattern[1] === "["));
}

const EMPTY: Values = { protocol: "", username: "", password: "", hostname: "", port: "", pathname: "", search: "", hash: "" };

/** The values that components are matched against; null when the input is no URL. */
function valuesOf(input: URLPatternInput, base: string | undefined): Values | null {
  if (typeof input !== "string") {
    if (base !== undefined) throw new TypeError("URLPattern: a base URL goes with a string only; give it as the member baseURL");
    try {
      return processInit(input, false, EMPTY) as Values;
    } catch {
      return null;
    }
  }
  const from = base === undefined ? null : parseParts(base, null);
  if (base !== undefined && from === null) return null;
  const url = parseParts(input, from);
  return url === null ? null : valuesOfUrl(url);
}

function valuesOfUrl(url: UrlParts): Values {
  return {
    protocol: url.scheme,
    username: url.username,
    password: url.password,
    hostname: url.host ?? "",
    port: url.port === null ? "" : String(url.port),
    pathname: pathText(url),
    search: url.query ?? "",
    hash: url.fragment ?? "",
  };
}
