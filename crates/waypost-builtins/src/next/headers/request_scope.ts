// What `cookies()`, `headers()` and `draftMode()` of one request share, made when one of them is
// first called.

import { isInCacheScope } from "waypost-internal:next/cache/cache_scope";
import { nextMajor } from "waypost-internal:next/version/version";
import { current } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import {
  type ResponseCookie,
  RequestCookies,
  normalizeCookie,
  parseSetCookie,
  stringifyCookie,
} from "waypost-internal:next/cookies/cookies";
import { Headers } from "waypost-internal:web/fetch/headers";
import { type Response, responseState } from "waypost-internal:web/fetch/response";

/** The scope of one request. */
export class RequestScope {
  readonly invocation: Invocation;
  /** Written cookies by name, in the order of `Set-Cookie` lines. */
  readonly written = new Map<string, ResponseCookie>();
  #cookies: RequestCookies | undefined;

  constructor(invocation: Invocation) {
    this.invocation = invocation;
  }

  get requestCookies(): RequestCookies {
    return (this.#cookies ??= new RequestCookies(this.invocation.headers));
  }
}

/** The scope of the request that is being handled, or the error of Next.js. */
export function requestScope(api: string): RequestScope {
  const invocation = current()?.request as Invocation | undefined;
  if (invocation === undefined) {
    throw new Error(
      `\`${api}\` was called outside a request scope. Read more: https://nextjs.org/docs/messages/next-dynamic-api-wrong-context`,
    );
  }
  if (isInCacheScope()) throw inCacheScope(invocation, api);
  invocation.usesDynamic = true;
  let scope = invocation.scope as RequestScope | undefined;
  if (scope === undefined) {
    scope = new RequestScope(invocation);
    invocation.scope = scope;
  }
  return scope;
}

/** A cached function serves other requests too. */
function inCacheScope(invocation: Invocation, api: string): Error {
  const [name, cached] =
    nextMajor() === 16 ? [`\`${api}()\``, "`unstable_cache()`"] : [`"${api}"`, '"unstable_cache(...)"'];
  return new Error(
    `Route ${invocation.appRoute?.page ?? invocation.target} used ${name} inside a function cached with ${cached}. Accessing Dynamic data sources inside a cache scope is not supported. If you need this data inside a cached function use ${name} outside of the cached function and pass the required dynamic data in as an argument. See more info here: https://nextjs.org/docs/app/api-reference/functions/unstable_cache`,
  );
}

/** Head lines of the cookies that `cookies()` wrote. */
export function writtenCookieLines(scope: RequestScope | undefined): string {
  if (scope === undefined) return "";
  const checked = new Headers();
  for (const cookie of writtenInOrder(scope)) checked.append("set-cookie", stringifyCookie(cookie));
  return checked.getSetCookie().map((cookie) => `set-cookie\n${cookie}\n`).join("");
}

/** Names that came with the request keep their places, new ones follow as they were written. */
function writtenInOrder(scope: RequestScope): ResponseCookie[] {
  const { written } = scope;
  const ordered: ResponseCookie[] = [];
  const came = new Set<string>();
  for (const [name] of scope.requestCookies) {
    const cookie = written.get(name);
    if (cookie === undefined) continue;
    came.add(name);
    ordered.push(cookie);
  }
  for (const [name, cookie] of written) if (!came.has(name)) ordered.push(cookie);
  return ordered;
}

/**
 * Adds the cookies that `cookies()` wrote to a response: the response's own come first and win,
 * and all are serialised anew.
 */
export function mergeCookies(scope: RequestScope, response: Response): void {
  if (scope.written.size === 0) return;
  const merged = new Map<string, ResponseCookie>();
  for (const header of response.headers.getSetCookie()) {
    const cookie = parseSetCookie(header);
    if (cookie !== undefined) merged.set(cookie.name, normalizeCookie([cookie]));
  }
  for (const cookie of writtenInOrder(scope)) if (!merged.has(cookie.name)) merged.set(cookie.name, cookie);
  // A copy: the headers of `fetch` and of `Response.redirect()` cannot be changed.
  const headers = new Headers(response.headers);
  headers.delete("set-cookie");
  for (const cookie of merged.values()) headers.append("set-cookie", stringifyCookie(cookie));
  responseState(response).headers = headers;
}
