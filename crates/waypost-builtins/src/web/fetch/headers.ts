// Headers: https://fetch.spec.whatwg.org/#headers-class
//
// Names and values lie in one flat array, lower-case name then value, in order of arrival: a
// server's header list is short, so a linear search beats a map. The headers of a request that
// came from a socket are parsed from the packed head when first touched.

import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";

export type HeadersInit = Headers | Iterable<Iterable<string>> | Record<string, string>;
export type HeadersGuard = "none" | "request" | "response" | "immutable";

/** Marks a constructor call from inside, with a flat list that needs no checking. */
const FROM_LIST: unique symbol = Symbol("from list");

/** Token characters of a field name (RFC 9110 5.6.2): 1 as is, 2 upper case. */
const NAME_CHARACTER: Uint8Array = (() => {
  const table = new Uint8Array(128);
  for (const c of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz") table[c.charCodeAt(0)] = 1;
  for (const c of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") table[c.charCodeAt(0)] = 2;
  return table;
})();

/** The lower-case form of a valid field name, or null. */
export function normalizeName(name: string): string | null {
  let upper = false;
  const length = name.length;
  if (length === 0) return null;
  for (let i = 0; i < length; i++) {
    const c = name.charCodeAt(i);
    const kind = c < 128 ? NAME_CHARACTER[c] : 0;
    if (kind === 0) return null;
    if (kind === 2) upper = true;
  }
  return upper ? name.toLowerCase() : name;
}

function isHttpWhitespace(c: number): boolean {
  return c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d;
}

/** https://fetch.spec.whatwg.org/#concept-header-value-normalize */
export function normalizeValue(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isHttpWhitespace(value.charCodeAt(start))) start++;
  while (end > start && isHttpWhitespace(value.charCodeAt(end - 1))) end--;
  return start === 0 && end === value.length ? value : value.slice(start, end);
}

/** https://fetch.spec.whatwg.org/#header-value: bytes without NUL, CR and LF. */
function checkValue(value: string, operation: string): void {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c > 0xff) {
      throw new TypeError(
        `Cannot convert argument to a ByteString because the character at index ${i} has a value of ${c} which is greater than 255.`,
      );
    }
    if (c === 0 || c === 0x0a || c === 0x0d) {
      throw new TypeError(`${operation}: "${value}" is an invalid header value.`);
    }
  }
}

function checkName(name: unknown, operation: string): string {
  const normal = normalizeName(typeof name === "string" ? name : String(name));
  if (normal === null) {
    throw new TypeError(`${operation}: "${String(name)}" is an invalid header name.`);
  }
  return normal;
}

function needArguments(given: number, wanted: number, operation: string): void {
  if (given < wanted) {
    throw new TypeError(
      `${operation}: ${wanted} argument${wanted === 1 ? "" : "s"} required, but only ${given} present.`,
    );
  }
}

function noHeadersInit(): TypeError {
  return new TypeError(
    "Headers constructor: Argument 1 could not be converted to one of: sequence<sequence<ByteString>>, record<ByteString, ByteString>.",
  );
}

interface Internals {
  from(list: string[] | string, guard: HeadersGuard): Headers;
  listOf(headers: Headers): string[];
  setGuard(headers: Headers, guard: HeadersGuard): void;
  is(value: unknown): value is Headers;
}

/** Filled by the static block of the class. */
const internals = {} as Internals;

export class Headers {
  /** Lower-case name, value, name, value … */
  #list: string[] | null;
  /** The packed head lines, until `#list` is asked for. */
  #lines: string | null = null;
  #guard: HeadersGuard = "none";
  #sorted: [string, string][] | null = null;

  constructor(init?: HeadersInit, list?: string[] | string, guard?: HeadersGuard) {
    if ((init as unknown) === FROM_LIST) {
      this.#guard = guard as HeadersGuard;
      if (typeof list === "string") {
        this.#list = null;
        this.#lines = list;
        return;
      }
      this.#list = list as string[];
      return;
    }
    this.#list = [];
    if (init !== undefined) this.#fill(init);
  }

  static #from(list: string[] | string, guard: HeadersGuard): Headers {
    return new Headers(FROM_LIST as unknown as HeadersInit, list, guard);
  }

  static #listOf(headers: Headers): string[] {
    return headers.#entries();
  }

  static #setGuard(headers: Headers, guard: HeadersGuard): void {
    headers.#guard = guard;
  }

  static #is(value: unknown): value is Headers {
    return typeof value === "object" && value !== null && #list in value;
  }

  /** Hands the private parts to this file; user code has no name for them. */
  static {
    internals.from = (list, guard) => Headers.#from(list, guard);
    internals.listOf = (headers) => Headers.#listOf(headers);
    internals.setGuard = (headers, guard) => Headers.#setGuard(headers, guard);
    internals.is = (value) => Headers.#is(value);
  }

  #entries(): string[] {
    if (this.#list !== null) return this.#list;
    const lines = this.#lines as string;
    const list = lines.length === 0 ? [] : lines.split("\n");
    if (list.length % 2 === 1) list.pop();
    this.#lines = null;
    this.#list = list;
    return list;
  }

  /** https://fetch.spec.whatwg.org/#concept-headers-fill */
  #fill(init: HeadersInit): void {
    if (typeof init !== "object" && typeof init !== "function") {
      throw noHeadersInit();
    }
    if (init === null) throw noHeadersInit();
    if (Headers.#is(init) && init[Symbol.iterator] === Headers.prototype[Symbol.iterator]) {
      const list = init.#entries();
      this.#list = list.slice();
      return;
    }
    const iterator = (init as { [Symbol.iterator]?: unknown })[Symbol.iterator];
    if (iterator !== undefined && iterator !== null) {
      for (const pair of init as Iterable<Iterable<string>>) {
        const both = typeof pair === "object" && pair !== null ? [...pair] : [];
        if (both.length !== 2) {
          throw new TypeError(
            "Headers constructor: expected name/value pair to be length 2, found " + both.length + ".",
          );
        }
        this.append(both[0] as string, both[1] as string);
      }
      return;
    }
    for (const name of Reflect.ownKeys(init)) {
      const described = Reflect.getOwnPropertyDescriptor(init, name);
      if (described === undefined || described.enumerable !== true) continue;
      if (typeof name === "symbol") throw new TypeError("Headers constructor: a name is a string.");
      this.append(name, (init as Record<string, string>)[name] as string);
    }
  }

  #checkMutable(operation: string): void {
    if (this.#guard === "immutable") throw new TypeError(`${operation}: immutable`);
    this.#sorted = null;
  }

  /** https://fetch.spec.whatwg.org/#concept-headers-append */
  append(name: string, value: string): void {
    needArguments(arguments.length, 2, "Headers.append");
    const key = checkName(name, "Headers.append");
    // Step 1. Normalise the value.
    const text = normalizeValue(typeof value === "string" ? value : String(value));
    checkValue(text, "Headers.append");
    // Steps 2 to 5. Guards: only "immutable" exists on a server, as in Node.
    this.#checkMutable("Headers.append");
    this.#entries().push(key, text);
  }

  delete(name: string): void {
    needArguments(arguments.length, 1, "Headers.delete");
    const key = checkName(name, "Headers.delete");
    this.#checkMutable("Headers.delete");
    const list = this.#entries();
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key) continue;
      list[kept] = list[i] as string;
      list[kept + 1] = list[i + 1] as string;
      kept += 2;
    }
    list.length = kept;
  }

  get(name: string): string | null {
    needArguments(arguments.length, 1, "Headers.get");
    const key = checkName(name, "Headers.get");
    const list = this.#entries();
    let value: string | null = null;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] !== key) continue;
      value = value === null ? (list[i + 1] as string) : value + joiner(key) + list[i + 1];
    }
    return value;
  }

  getSetCookie(): string[] {
    const list = this.#entries();
    const cookies: string[] = [];
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === "set-cookie") cookies.push(list[i + 1] as string);
    }
    return cookies;
  }

  has(name: string): boolean {
    needArguments(arguments.length, 1, "Headers.has");
    const key = checkName(name, "Headers.has");
    const list = this.#entries();
    for (let i = 0; i < list.length; i += 2) if (list[i] === key) return true;
    return false;
  }

  /** https://fetch.spec.whatwg.org/#dom-headers-set: the first of that name changes, others go. */
  set(name: string, value: string): void {
    needArguments(arguments.length, 2, "Headers.set");
    const key = checkName(name, "Headers.set");
    const text = normalizeValue(typeof value === "string" ? value : String(value));
    checkValue(text, "Headers.set");
    this.#checkMutable("Headers.set");
    const list = this.#entries();
    let found = false;
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      let current = list[i + 1] as string;
      if (list[i] === key) {
        if (found) continue;
        found = true;
        current = text;
      }
      list[kept] = list[i] as string;
      list[kept + 1] = current;
      kept += 2;
    }
    list.length = kept;
    if (!found) list.push(key, text);
  }

  /** https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine */
  #sortAndCombine(): [string, string][] {
    if (this.#sorted !== null) return this.#sorted;
    const list = this.#entries();
    const combined = new Map<string, string>();
    const cookies: string[] = [];
    for (let i = 0; i < list.length; i += 2) {
      const name = list[i] as string;
      const value = list[i + 1] as string;
      if (name === "set-cookie") {
        cookies.push(value);
        continue;
      }
      const before = combined.get(name);
      combined.set(name, before === undefined ? value : before + joiner(name) + value);
    }
    if (cookies.length > 0) combined.set("set-cookie", "");
    const sorted: [string, string][] = [];
    for (const name of [...combined.keys()].sort()) {
      if (name !== "set-cookie") sorted.push([name, combined.get(name) as string]);
      else for (const cookie of cookies) sorted.push([name, cookie]);
    }
    this.#sorted = sorted;
    return sorted;
  }

  static #iterate(headers: Headers, pick: number): IterableIterator<unknown> {
    let index = 0;
    return Object.setPrototypeOf(
      {
        next(): IteratorResult<unknown> {
          const sorted = headers.#sortAndCombine();
          if (index >= sorted.length) return { value: undefined, done: true };
          const pair = sorted[index++] as [string, string];
          return { value: pick === 2 ? [pair[0], pair[1]] : pair[pick], done: false };
        },
      },
      HeadersIteratorPrototype,
    );
  }

  entries(): IterableIterator<[string, string]> {
    return Headers.#iterate(this, 2) as IterableIterator<[string, string]>;
  }

  keys(): IterableIterator<string> {
    return Headers.#iterate(this, 0) as IterableIterator<string>;
  }

  values(): IterableIterator<string> {
    return Headers.#iterate(this, 1) as IterableIterator<string>;
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
    if (typeof callback !== "function") {
      throw new TypeError(
        "Failed to execute 'forEach' on 'Headers': parameter 1 is not of type 'Function'.",
      );
    }
    for (let i = 0; i < this.#sortAndCombine().length; i++) {
      const pair = this.#sortAndCombine()[i] as [string, string];
      callback.call(self, pair[1], pair[0], this);
    }
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return "Headers";
  }

  [INSPECT](_depth: number, options: unknown, inspect: Inspect): string {
    return `Headers ${inspect(Object.fromEntries(this.#sortAndCombine()), options)}`;
  }
}

/** Cookie pairs are joined as RFC 9113 8.2.3 says, everything else as a list. */
function joiner(name: string): string {
  return name === "cookie" ? "; " : ", ";
}

const HeadersIteratorPrototype: object = Object.create(
  Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),
  { [Symbol.toStringTag]: { value: "Headers Iterator", configurable: true } },
);

for (const name of ["append", "delete", "get", "getSetCookie", "has", "set", "entries", "keys", "values", "forEach"]) {
  Object.defineProperty(Headers.prototype, name, { enumerable: true });
}
Object.defineProperty(Headers, "length", { value: 0 });

/** Headers from a flat list of lower-case names and checked values, or from packed head lines. */
export function headersFrom(list: string[] | string, guard: HeadersGuard): Headers {
  return internals.from(list, guard);
}

/** The flat list itself: read it, do not change it. */
export function headerList(headers: Headers): string[] {
  return internals.listOf(headers);
}

export function setHeadersGuard(headers: Headers, guard: HeadersGuard): void {
  internals.setGuard(headers, guard);
}

export function isHeaders(value: unknown): value is Headers {
  return internals.is(value);
}
