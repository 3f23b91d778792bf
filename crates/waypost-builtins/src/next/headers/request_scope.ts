// What `cookies()`, `headers()` and `draftMode()` of one request share, made when one of them is
// first called.

import { current } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { type ResponseCookie, RequestCookies, parseSetCookie, stringifyCookie } from "waypost-internal:next/cookies/cookies";
import { Headers } from "waypost-internal:web/fetch/headers";
import type { Response } from "waypost-internal:web/fetch/response";

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
  let scope = invocation.scope as RequestScope | undefined;
  if (scope === undefined) {
    scope = new RequestScope(invocation);
    invocation.scope = scope;
  }
  return scope;
}

/** Head lines of the cookies that `cookies()` wrote. */
export function writtenCookieLines(scope: RequestScope | undefined): string {
  if (scope === undefined) return "";
  const checked = new Headers();
  for (const cookie of scope.written.values()) checked.append("set-cookie", stringifyCookie(cookie));
  return checked.getSetCookie().map((cookie) => `set-cookie\n${cookie}\n`).join("");
}

/**
 * Adds the cookies that `cookies()` wrote to a response: the response's own come first and win,
 * and all are serialised anew.
 */
export function mergeCookies(scope: RequestScope, response: Response): void {
  if (scope.written.size === 0) return;
  const { headers } = response;
  const merged = new Map<string, ResponseCookie>();
  for (const header of headers.getSetCookie()) {
    const cookie = parseSetCookie(header);
    if (cookie !== undefined) merged.set(cookie.name, { ...cookie, path: cookie.path ?? "/" });
  }
  for (const [name, cookie] of scope.written) if (!merged.has(name)) merged.set(name, cookie);
  headers.delete("set-cookie");
  for (const cookie of merged.values()) headers.append("set-cookie", stringifyCookie(cookie));
}
