// What `cookies()`, `headers()` and `draftMode()` of one request share, made when one of them is
// first called.

import { cacheScope } from "waypost-internal:next/cache/cache_scope";
import { readInCache } from "waypost-internal:next/cache/misuse";
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
  /** What the calls of `draftMode()` share. */
  draftMode: unknown = undefined;
  /** The answer is out: what would change it is refused. */
  isAfter = false;
  #cookies: RequestCookies | undefined;

  constructor(invocation: Invocation) {
    this.invocation = invocation;
  }

  get requestCookies(): RequestCookies {
    if (this.#cookies === undefined) {
      // A static handler sees the cookies of nobody.
      const isStatic = this.invocation.staticRun?.mode === "force-static";
      this.#cookies = new RequestCookies(isStatic ? new Headers() : this.invocation.headers);
    }
    return this.#cookies;
  }
}

/** The request that is being handled, or the error of Next.js. */
export function currentInvocation(api: string): Invocation {
  const invocation = current()?.request as Invocation | undefined;
  if (invocation !== undefined) return invocation;
  throw new Error(
    `\`${api}\` was called outside a request scope. Read more: https://nextjs.org/docs/messages/next-dynamic-api-wrong-context`,
  );
}

export function scopeOf(invocation: Invocation): RequestScope {
  invocation.scope ??= new RequestScope(invocation);
  return invocation.scope as RequestScope;
}

/** What only this request's client gets may depend on it; on headers since 16. */
function mayReadPrivately(api: string): boolean {
  return api === "cookies" || nextMajor() === 16;
}

/** The scope for reading what only the request knows. */
export function requestScope(api: string): RequestScope {
  const invocation = currentInvocation(api);
  const cached = cacheScope();
  if (cached !== undefined && !(cached.kind === "use cache: private" && mayReadPrivately(api))) {
    throw readInCache(invocation, cached, api);
  }
  invocation.staticRun?.touch(nextMajor() === 16 ? `${api}()` : api);
  invocation.usesDynamic = true;
  return scopeOf(invocation);
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
