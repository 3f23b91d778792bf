// By what libraries know the `fetch` of Next.js, and ask it which route they run in: @clerk/nextjs decides with it
// whether `auth.protect()` redirects or answers 404. The names are Next.js's own
// (packages/next/src/server/lib/patch-fetch.ts); what they say is true of ours.

import { current } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { routeOf } from "waypost-internal:internal/turn/turn";
import { nextMajor } from "waypost-internal:next/version/version";

interface RouteStore {
  page?: string;
  route?: string;
  pagePath?: string;
}

/** Nothing in `pages/api`, and nothing in the middleware of 14. */
function store(): RouteStore | undefined {
  const invocation = current()?.request as Invocation | undefined;
  const info = invocation === undefined ? undefined : routeOf(invocation);
  const is14 = nextMajor() === 14;
  if (info?.kind === "app") {
    const page = `${info.page}/route`;
    return is14 ? { pagePath: page } : { page, route: info.page };
  }
  return info?.kind === "middleware" && !is14 ? { page: "/", route: "/" } : undefined;
}

/** Puts the names on `fetch`. */
export function markFetch(fetch: object): void {
  const properties = { __nextPatched: true, __nextGetStaticStore: () => ({ getStore: store }) };
  Object.assign(fetch, properties);
}
