// next/headers: https://nextjs.org/docs/app/api-reference/functions/cookies and its kin.
//
// 14 gives plain values, 15 promises that also carry the members, so that code written for 14
// still runs, 16 promises.

import { current } from "waypost-internal:internal/async_context/async_context";
import { type CookieOptions, type ResponseCookie, normalizeCookie, stringifyCookie } from "waypost-internal:next/cookies/cookies";
import { currentDraftMode } from "waypost-internal:next/headers/draft_mode";
import { type RequestScope, requestScope } from "waypost-internal:next/headers/request_scope";
import { nextMajor } from "waypost-internal:next/version/version";
import { Headers, headerList, headersFrom } from "waypost-internal:web/fetch/headers";

type Item = ResponseCookie;

/** The store of `cookies()`: writable in a handler, and since 15 in middleware. */
class HandlerCookies {
  readonly #scope: RequestScope;
  readonly #isReadOnly: boolean;

  constructor(scope: RequestScope) {
    this.#scope = scope;
    this.#isReadOnly = nextMajor() === 14 && scope.invocation.appRoute === undefined;
  }

  #items(): Map<string, Item> {
    const items = new Map<string, Item>();
    const rest = this.#isReadOnly ? {} : { path: "/" };
    for (const [name, { value }] of this.#scope.requestCookies) items.set(name, { name, value, ...rest });
    for (const [name, cookie] of this.#scope.written) items.set(name, cookie);
    return items;
  }

  get(name: string | { name: string }): Item | undefined {
    return this.#items().get(typeof name === "string" ? name : name.name);
  }

  getAll(name?: string | { name: string }): Item[] {
    const all = [...this.#items().values()];
    if (name === undefined) return all;
    const wanted = typeof name === "string" ? name : name.name;
    return all.filter((cookie) => cookie.name === wanted);
  }

  has(name: string): boolean {
    return this.#items().has(name);
  }

  set(...args: [name: string, value: string, options?: CookieOptions] | [cookie: ResponseCookie]): this {
    if (this.#isReadOnly) {
      throw new Error(
        "Cookies can only be modified in a Server Action or Route Handler. Read more: https://nextjs.org/docs/app/api-reference/functions/cookies#cookiessetname-value-options",
      );
    }
    if (current()?.isAfter === true) {
      throw new Error(
        "Cookies can only be modified in a Server Action or Route Handler. Read more: https://nextjs.org/docs/app/api-reference/functions/cookies#options",
      );
    }
    const cookie = normalizeCookie(args);
    // Written also when no header can hold it, as in Next.js: then the answer fails too.
    this.#scope.written.set(cookie.name, cookie);
    new Headers().append("set-cookie", stringifyCookie(cookie));
    return this;
  }

  delete(...args: [name: string] | [options: Omit<ResponseCookie, "value" | "expires">]): this {
    const options = typeof args[0] === "string" ? { name: args[0] } : args[0];
    return this.set({ ...options, value: "", expires: new Date(0) });
  }

  toString(): string {
    return [...this.#items().values()].map(stringifyCookie).join("; ");
  }
}

function readOnly(): never {
  throw new Error(
    "Headers cannot be modified. Read more: https://nextjs.org/docs/app/api-reference/functions/headers",
  );
}

/** The request's headers, readable only. */
class ReadonlyHeaders extends Headers {
  override append(): never {
    return readOnly();
  }

  override delete(): never {
    return readOnly();
  }

  override set(): never {
    return readOnly();
  }
}

function readonlyHeaders(scope: RequestScope): Headers {
  const isStatic = scope.invocation.staticRun?.mode === "force-static";
  // The request's own list: what a handler changes in `request.headers` is seen here too.
  const view = headersFrom(isStatic ? [] : headerList(scope.invocation.headers), "immutable");
  return Object.setPrototypeOf(view, ReadonlyHeaders.prototype) as Headers;
}

/** A value as the version gives it: plain, as a promise with the value's members, or as a promise. */
function byVersion<T extends object>(value: T): T | Promise<T> {
  if (nextMajor() === 14) return value;
  const promise = Promise.resolve(value);
  if (nextMajor() === 16) return promise;
  const seen = new Set<string | symbol>();
  for (let level: object = value; level !== Object.prototype && level !== null; level = Object.getPrototypeOf(level)) {
    for (const name of Reflect.ownKeys(level)) {
      if (name === "constructor" || seen.has(name) || name in promise) continue;
      seen.add(name);
      const member = (value as Record<string | symbol, unknown>)[name];
      Object.defineProperty(promise, name, {
        enumerable: false,
        configurable: true,
        ...(typeof member === "function"
          ? { value: member.bind(value) }
          : { get: () => (value as Record<string | symbol, unknown>)[name] }),
      });
    }
  }
  return promise;
}

export function cookies(): unknown {
  return byVersion(new HandlerCookies(requestScope("cookies")));
}

export function headers(): unknown {
  return byVersion(readonlyHeaders(requestScope("headers")));
}

export function draftMode(): unknown {
  const value = currentDraftMode();
  return nextMajor() === 16 ? Promise.resolve(value) : byVersion(value);
}

export default { cookies, draftMode, headers };
