// Whether an answer of `fetch` is cached, and for how long: the options of the call, the settings of
// the route file, and the defaults of each Next.js version.
// https://nextjs.org/docs/app/api-reference/functions/fetch

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { isInUnstableCache, isInCacheScope } from "waypost-internal:next/cache/cache_scope";
import { nextMajor } from "waypost-internal:next/version/version";
import { console } from "waypost-internal:node/console/console";
import { Headers } from "waypost-internal:web/fetch/headers";
import { type Request, type RequestInit, isRequest } from "waypost-internal:web/fetch/request";

/** Seconds, or until revalidated. */
export type Revalidate = number | false;

export interface NextFetchInit extends RequestInit {
  next?: { revalidate?: Revalidate; tags?: string[] };
}

const GET = 0;
const HEAD = 1;

/** The number of seconds as given, `false`, or undefined; throws for what is none of them. */
export function checkedRevalidate(value: unknown, where: string): Revalidate | undefined {
  if (value === undefined || value === false) return value;
  if (typeof value === "number" && value > -1) return value;
  const last = nextMajor() === 14 ? '"false"' : "false";
  throw new Error(`Invalid revalidate value "${String(value)}" on "${where}", must be a non-negative number or ${last}`);
}

/** What one call says. */
class Asked {
  cache: string | undefined;
  revalidate: unknown;
  readonly url: string;
  readonly isPrivate: boolean;

  constructor(input: unknown, init: NextFetchInit | undefined) {
    const request = isRequest(input) ? (input as Request) : undefined;
    this.cache = init?.cache ?? request?.cache;
    // The default of the class says nothing.
    if (init?.cache === undefined && this.cache === "default") this.cache = undefined;
    this.revalidate = init?.next?.revalidate;
    this.url = request?.url ?? String(input);
    const headers = new Headers(init?.headers ?? request?.headers);
    const method = (init?.method ?? request?.method ?? "GET").toUpperCase();
    this.isPrivate = headers.has("authorization") || headers.has("cookie") || (method !== "GET" && method !== "HEAD");
  }
}

/** Seconds for which an answer is cached; 0: it is not. */
export function fetchPolicy(invocation: Invocation, input: unknown, init: NextFetchInit | undefined): Revalidate {
  const route = invocation.appRoute as RouteInfo;
  const asked = new Asked(input, init);
  const mode = isInUnstableCache() ? "force-no-store" : route.fetchCache;
  dropConflict(asked, route);
  const { cache } = asked;
  if (cache === "force-cache" && (asked.revalidate === undefined || nextMajor() === 14)) {
    asked.revalidate = false;
  } else if (cache === "no-cache" || cache === "no-store" || mode === "force-no-store" || mode === "only-no-store" || isForcedDynamic(route, asked, mode)) {
    asked.revalidate = 0;
  }
  let revalidate = checkedRevalidate(asked.revalidate, nextMajor() === 14 ? invocation.target : route.page);
  if (mode === "only-no-store" && (cache === "force-cache" || (revalidate !== undefined && revalidate !== 0))) {
    throw new Error(`cache: 'force-cache' used on fetch for ${asked.url} with 'export const fetchCache = 'only-no-store'`);
  }
  if (mode === "only-cache" && cache === "no-store") {
    throw new Error(`cache: 'no-store' used on fetch for ${asked.url} with 'export const fetchCache = 'only-cache'`);
  }
  if (mode === "force-cache" && (revalidate === undefined || revalidate === 0)) revalidate = false;
  // A call that says nothing is not cached either, and leaves the route static since 15.
  if (revalidate === 0 && !isInCacheScope()) invocation.staticRun?.useUncached(uncached(asked, route));
  revalidate ??= byDefault(invocation, route, asked, mode);
  if (nextMajor() === 14) narrow(invocation, route, revalidate);
  return revalidate;
}

/** What Next.js calls a request that is never cached. */
function uncached(asked: Asked, route: RouteInfo): string {
  return asked.cache === "no-store" || asked.cache === "no-cache"
    ? `no-store fetch ${asked.url} ${route.page}`
    : `revalidate: 0 fetch ${asked.url} ${route.page}`;
}

/** Since 15 nothing is cached in a dynamic route that is not asked for; `revalidate: false` does not ask. */
function isForcedDynamic(route: RouteInfo, asked: Asked, mode: string | undefined): boolean {
  return nextMajor() !== 14 && route.dynamic === "force-dynamic" && mode === undefined && !asked.cache && !asked.revalidate;
}

/** Options that contradict each other: 14 follows `revalidate`, 15 and later neither. */
function dropConflict(asked: Asked, route: RouteInfo): void {
  const { cache, revalidate } = asked;
  if (cache === undefined || revalidate === undefined) return;
  if (nextMajor() === 14) {
    asked.cache = undefined;
  } else {
    const conflict =
      (cache === "force-cache" && revalidate === 0) || (cache === "no-store" && (revalidate === false || (revalidate as number) > 0));
    if (!conflict) return;
    asked.cache = undefined;
    asked.revalidate = undefined;
  }
  console.warn(
    `fetch for ${asked.url} on ${route.page} specified "cache: ${cache}" and "revalidate: ${String(revalidate)}", only one should be specified.`,
  );
}

/** For a call that says nothing. */
function byDefault(invocation: Invocation, route: RouteInfo, asked: Asked, mode: string | undefined): Revalidate {
  if (mode === "default-no-store") return 0;
  if (mode === "default-cache") return invocation.isNoStore ? 0 : false;
  if (nextMajor() !== 14) {
    // A setting of the file that is none of the above ("auto", "only-cache") makes the route's time the default.
    return mode === undefined || asked.isPrivate || invocation.isNoStore ? 0 : (route.revalidate ?? false);
  }
  if (invocation.isNoStore) return 0;
  const time = routeTime(invocation, route);
  return asked.isPrivate && time === 0 ? 0 : time;
}

/** In 14: how long the route's own answer would be kept, which is also the default of its fetches. */
function routeTime(invocation: Invocation, route: RouteInfo): Revalidate {
  const { methodCode } = invocation;
  if ((methodCode !== GET && methodCode !== HEAD) || route.hasActions === true) return 0;
  const isRead = invocation.readsRequest && route.dynamic !== "force-dynamic";
  if (invocation.usesDynamic || isRead) return 0;
  return invocation.fetchRevalidate ?? route.revalidate ?? false;
}

/** In 14: a fetch that is kept for less shortens what the following ones get. */
function narrow(invocation: Invocation, route: RouteInfo, revalidate: Revalidate): void {
  if (revalidate === false) return;
  const before = invocation.fetchRevalidate ?? route.revalidate ?? false;
  if (before === false || revalidate < before) invocation.fetchRevalidate = revalidate;
}
