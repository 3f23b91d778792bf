// NextURL: a URL with what Next.js knows about it (base path, locale).

import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";
import { URL } from "waypost-internal:web/url/url";
import type { URLSearchParams } from "waypost-internal:web/url/search_params";

export interface NextConfigPart {
  basePath?: string;
  i18n?: { locales: string[]; defaultLocale: string; domains?: DomainLocale[] } | null;
  trailingSlash?: boolean;
  /** `skipProxyUrlNormalize`: middleware sees its address as it was sent. */
  skipUrlNormalize?: boolean;
}

/** A host with a default locale of its own. */
export interface DomainLocale {
  domain: string;
  defaultLocale: string;
  locales?: string[];
  http?: true;
}

export interface NextURLOptions {
  nextConfig?: NextConfigPart;
  /** The `Host` line of the request, by which the domain is found. */
  headers?: { host?: string | undefined };
  /** The default locale is written too. */
  forceLocale?: boolean;
}

const LOCAL_HOST = /^(127(?:\.\d{1,3}){1,3}|\[::1\])$/;

function parse(input: string | URL, base?: string | URL): URL {
  const url = base === undefined ? new URL(String(input)) : new URL(String(input), String(base));
  if (LOCAL_HOST.test(url.hostname)) url.hostname = "localhost";
  return url;
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

export class NextURL {
  #url: URL;
  #options: NextURLOptions;
  #basePath: string;
  #locale: string | undefined;
  #domain: DomainLocale | undefined;
  /** The address had a slash at its end, and keeps it whatever the path is changed to. */
  #slash = false;

  constructor(input: string | URL, base?: string | URL | NextURLOptions, options?: NextURLOptions) {
    const isBase = typeof base === "string" || (base !== undefined && "pathname" in (base as object));
    this.#options = (isBase ? options : (base as NextURLOptions | undefined)) ?? {};
    this.#url = parse(input, isBase ? (base as string | URL) : undefined);
    this.#basePath = "";
    this.#analyze();
  }

  /** Takes base path and locale off the path. */
  #analyze(): void {
    const { basePath, i18n, trailingSlash } = this.#options.nextConfig ?? {};
    let path = this.#url.pathname;
    this.#slash = path === "/" ? trailingSlash === true : path.endsWith("/");
    if (basePath && (path === basePath || path.startsWith(`${basePath}/`))) {
      this.#basePath = basePath;
      path = path.slice(basePath.length) || "/";
    }
    if (i18n) {
      const first = path.split("/", 2)[1] ?? "";
      const found = i18n.locales.find((locale) => locale.toLowerCase() === first.toLowerCase());
      const host = (this.#options.headers?.host?.split(":", 1)[0] ?? this.#url.hostname).toLowerCase();
      this.#domain = i18n.domains?.find(({ domain }) => domain.split(":", 1)[0]?.toLowerCase() === host);
      this.#locale = found ?? this.#domain?.defaultLocale ?? i18n.defaultLocale;
      if (found !== undefined) path = path.slice(found.length + 1) || "/";
    }
    if (path !== this.#url.pathname) this.#url.pathname = path;
  }

  #formatPath(): string {
    let path = this.#withLocale(this.#url.pathname);
    if (!this.#slash) path = withoutSlash(path);
    path = this.#basePath + path;
    if (!this.#slash) return withoutSlash(path);
    return path.endsWith("/") ? path : `${path}/`;
  }

  /** API routes have no locale. */
  #withLocale(path: string): string {
    const locale = this.#locale;
    if (!locale || (locale === this.defaultLocale && this.#options.forceLocale !== true)) return path;
    const lower = `${path.toLowerCase()}/`;
    if (lower.startsWith("/api/") || lower.startsWith(`/${locale.toLowerCase()}/`)) return path;
    return `/${locale}${path}`;
  }

  get buildId(): string | undefined {
    return undefined;
  }

  set buildId(_value: string | undefined) {}

  get locale(): string {
    return this.#locale ?? "";
  }

  set locale(locale: string) {
    const locales = this.#options.nextConfig?.i18n?.locales;
    if (this.#locale === undefined || !locales?.includes(locale)) {
      throw new TypeError(`The NextURL configuration includes no locale "${locale}"`);
    }
    this.#locale = locale;
  }

  get defaultLocale(): string | undefined {
    return this.#domain?.defaultLocale ?? this.#options.nextConfig?.i18n?.defaultLocale;
  }

  get domainLocale(): DomainLocale | undefined {
    return this.#domain;
  }

  get searchParams(): URLSearchParams {
    return this.#url.searchParams;
  }

  get host(): string {
    return this.#url.host;
  }

  set host(value: string) {
    this.#url.host = value;
  }

  get hostname(): string {
    return this.#url.hostname;
  }

  set hostname(value: string) {
    this.#url.hostname = value;
  }

  get port(): string {
    return this.#url.port;
  }

  set port(value: string) {
    this.#url.port = value;
  }

  get protocol(): string {
    return this.#url.protocol;
  }

  set protocol(value: string) {
    this.#url.protocol = value;
  }

  get href(): string {
    return `${this.protocol}//${this.host}${this.#formatPath()}${this.search}${this.hash}`;
  }

  set href(value: string) {
    this.#url = parse(value);
    this.#analyze();
  }

  get origin(): string {
    return this.#url.origin;
  }

  get pathname(): string {
    return this.#url.pathname;
  }

  set pathname(value: string) {
    this.#url.pathname = value;
  }

  get hash(): string {
    return this.#url.hash;
  }

  set hash(value: string) {
    this.#url.hash = value;
  }

  get search(): string {
    return this.#url.search;
  }

  set search(value: string) {
    this.#url.search = value;
  }

  get password(): string {
    return this.#url.password;
  }

  set password(value: string) {
    this.#url.password = value;
  }

  get username(): string {
    return this.#url.username;
  }

  set username(value: string) {
    this.#url.username = value;
  }

  get basePath(): string {
    return this.#basePath;
  }

  set basePath(value: string) {
    this.#basePath = value === "" || value.startsWith("/") ? value : `/${value}`;
  }

  toString(): string {
    return this.href;
  }

  toJSON(): string {
    return this.href;
  }

  clone(): NextURL {
    return new NextURL(this.href, this.#options);
  }

  [INSPECT](_depth: number, options: unknown, inspect: Inspect): string {
    const { href, origin, protocol, username, password, host, hostname, port, pathname, search, searchParams, hash } = this;
    return `NextURL ${inspect({ href, origin, protocol, username, password, host, hostname, port, pathname, search, searchParams, hash }, options)}`;
  }
}
