// RequestCookies and ResponseCookies: the cookie stores of `NextRequest`, `NextResponse` and
// `cookies()`. Parsing and serialisation follow what Next.js sends byte for byte.

import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";
import type { Headers } from "waypost-internal:web/fetch/headers";

export interface RequestCookie {
  name: string;
  value: string;
}

export interface CookieOptions {
  path?: string | null;
  expires?: Date | number;
  maxAge?: number;
  domain?: string;
  secure?: boolean;
  httpOnly?: boolean;
  sameSite?: boolean | string;
  partitioned?: boolean;
  priority?: string;
}

export type ResponseCookie = RequestCookie & CookieOptions;

/** One `Set-Cookie` value, attributes in Next.js's order. */
export function stringifyCookie(cookie: ResponseCookie): string {
  const attributes = [
    "path" in cookie && cookie.path && `Path=${cookie.path}`,
    "expires" in cookie && (cookie.expires || cookie.expires === 0) && `Expires=${dateOf(cookie.expires).toUTCString()}`,
    "maxAge" in cookie && typeof cookie.maxAge === "number" && `Max-Age=${cookie.maxAge}`,
    "domain" in cookie && cookie.domain && `Domain=${cookie.domain}`,
    "secure" in cookie && cookie.secure && "Secure",
    "httpOnly" in cookie && cookie.httpOnly && "HttpOnly",
    "sameSite" in cookie && cookie.sameSite && `SameSite=${cookie.sameSite}`,
    "partitioned" in cookie && cookie.partitioned && "Partitioned",
    "priority" in cookie && cookie.priority && `Priority=${cookie.priority}`,
  ].filter(Boolean) as string[];
  const pair = `${cookie.name}=${encodeURIComponent(cookie.value ?? "")}`;
  return attributes.length === 0 ? pair : `${pair}; ${attributes.join("; ")}`;
}

function dateOf(value: Date | number): Date {
  return typeof value === "number" ? new Date(value) : value;
}

/** A `Cookie` header: the last of a name wins, a pair without `=` reads "true". */
export function parseCookie(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(/; */)) {
    if (pair === "") continue;
    const split = pair.indexOf("=");
    if (split < 0) {
      cookies.set(pair, "true");
      continue;
    }
    try {
      cookies.set(pair.slice(0, split), decodeURIComponent(pair.slice(split + 1)));
    } catch {
      // A value that cannot be decoded is left out, as Next.js does.
    }
  }
  return cookies;
}

const SAME_SITE = ["strict", "lax", "none"];
const PRIORITY = ["low", "medium", "high"];

/** A `Set-Cookie` value; what it says that we have no name for is lost, as in Next.js. */
export function parseSetCookie(header: string): ResponseCookie | undefined {
  if (header === "") return undefined;
  const [first, ...rest] = [...parseCookie(header)] as [[string, string], ...[string, string][]];
  if (first === undefined) return undefined;
  const attributes: Record<string, string> = {};
  for (const [name, value] of rest) attributes[name.toLowerCase().replaceAll("-", "")] = value;
  const cookie: ResponseCookie = { name: first[0], value: first[1] };
  if (attributes.domain) cookie.domain = attributes.domain;
  if (attributes.expires) cookie.expires = new Date(attributes.expires);
  if (attributes.httponly) cookie.httpOnly = true;
  if (typeof attributes.maxage === "string") cookie.maxAge = Number(attributes.maxage);
  if (attributes.path) cookie.path = attributes.path;
  const sameSite = attributes.samesite?.toLowerCase();
  if (sameSite !== undefined && SAME_SITE.includes(sameSite)) cookie.sameSite = sameSite;
  if (attributes.secure) cookie.secure = true;
  const priority = attributes.priority?.toLowerCase();
  if (priority !== undefined && PRIORITY.includes(priority)) cookie.priority = priority;
  if ("partitioned" in attributes) cookie.partitioned = true;
  return cookie;
}

type GetArgument = [name: string] | [cookie: { name: string }];

function nameOf(argument: string | { name: string } | undefined): string {
  return typeof argument === "string" ? argument : (argument?.name as string);
}

type RequestItem = RequestCookie & { path?: string };

export class RequestCookies {
  readonly #parsed = new Map<string, RequestItem>();
  readonly #headers: Headers;

  constructor(headers: Headers) {
    this.#headers = headers;
    const header = headers.get("cookie");
    if (header === null) return;
    for (const [name, value] of parseCookie(header)) this.#parsed.set(name, { name, value });
  }

  [Symbol.iterator](): IterableIterator<[string, RequestItem]> {
    return this.#parsed[Symbol.iterator]();
  }

  get size(): number {
    return this.#parsed.size;
  }

  get(...args: GetArgument): RequestItem | undefined {
    return this.#parsed.get(nameOf(args[0]));
  }

  getAll(...args: GetArgument | []): RequestItem[] {
    const all = [...this.#parsed.values()];
    if (args.length === 0) return all;
    const name = nameOf(args[0]);
    return all.filter((cookie) => cookie.name === name);
  }

  has(name: string): boolean {
    return this.#parsed.has(name);
  }

  set(...args: [name: string, value: string] | [cookie: RequestCookie]): this {
    const cookie = typeof args[0] === "string" ? { name: args[0], value: args[1] as string } : args[0];
    this.#parsed.set(cookie.name, { name: cookie.name, value: cookie.value });
    this.#write();
    return this;
  }

  delete(names: string | string[]): boolean | boolean[] {
    const result = Array.isArray(names)
      ? names.map((name) => this.#parsed.delete(name))
      : this.#parsed.delete(names);
    this.#write();
    return result;
  }

  clear(): this {
    this.delete([...this.#parsed.keys()]);
    return this;
  }

  #write(): void {
    this.#headers.set("cookie", this.toString());
  }

  toString(): string {
    return [...this.#parsed.values()].map((c) => `${c.name}=${encodeURIComponent(c.value)}`).join("; ");
  }

  [INSPECT](): string {
    return `RequestCookies ${JSON.stringify(Object.fromEntries(this.#parsed))}`;
  }
}

/** What `set()` was given, with the defaults of Next.js. */
export function normalizeCookie(
  args: [name: string, value: string, options?: CookieOptions] | [cookie: ResponseCookie],
): ResponseCookie {
  const cookie: ResponseCookie =
    typeof args[0] === "string"
      ? { name: args[0], value: args[1] as string, ...args[2] }
      : { ...args[0] };
  if (typeof cookie.expires === "number") cookie.expires = new Date(cookie.expires);
  if (cookie.maxAge) cookie.expires = new Date(Date.now() + cookie.maxAge * 1000);
  if (cookie.path === null || cookie.path === undefined) cookie.path = "/";
  return cookie;
}

export class ResponseCookies {
  readonly #parsed = new Map<string, ResponseCookie>();
  readonly #headers: Headers;
  readonly #changed: ((names: Map<string, ResponseCookie>) => void) | undefined;

  constructor(headers: Headers, changed?: (names: Map<string, ResponseCookie>) => void) {
    this.#headers = headers;
    this.#changed = changed;
    for (const header of headers.getSetCookie()) {
      const cookie = parseSetCookie(header);
      if (cookie !== undefined) this.#parsed.set(cookie.name, cookie);
    }
  }

  get(...args: GetArgument): ResponseCookie | undefined {
    return this.#parsed.get(nameOf(args[0]));
  }

  getAll(...args: GetArgument | []): ResponseCookie[] {
    const all = [...this.#parsed.values()];
    if (args.length === 0) return all;
    const name = nameOf(args[0]);
    return all.filter((cookie) => cookie.name === name);
  }

  has(name: string): boolean {
    return this.#parsed.has(name);
  }

  set(...args: [name: string, value: string, options?: CookieOptions] | [cookie: ResponseCookie]): this {
    const cookie = normalizeCookie(args);
    this.#parsed.set(cookie.name, cookie);
    this.#write();
    return this;
  }

  delete(...args: [name: string] | [options: Omit<ResponseCookie, "value" | "expires">]): this {
    const options = typeof args[0] === "string" ? { name: args[0] } : args[0];
    return this.set({ ...options, value: "", expires: new Date(0) });
  }

  #write(): void {
    this.#headers.delete("set-cookie");
    for (const cookie of this.#parsed.values()) this.#headers.append("set-cookie", stringifyCookie(cookie));
    this.#changed?.(this.#parsed);
  }

  toString(): string {
    return [...this.#parsed.values()].map(stringifyCookie).join("; ");
  }

  [INSPECT](_depth: number, options: unknown, inspect: Inspect): string {
    return `ResponseCookies ${inspect(Object.fromEntries(this.#parsed), options)}`;
  }
}
