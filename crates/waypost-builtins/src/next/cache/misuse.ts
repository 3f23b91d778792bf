// What a cached function must not do, in the words of each version: its result serves other requests.

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { CacheScope } from "waypost-internal:next/cache/cache_scope";
import { nextMajor } from "waypost-internal:next/version/version";

const MEMO_DOCS = "https://nextjs.org/docs/app/api-reference/functions/unstable_cache";
const CACHE_DOCS = "https://nextjs.org/docs/messages/next-request-in-use-cache";
const PRIVATE_DOCS = "https://nextjs.org/docs/app/api-reference/directives/use-cache-private";

function routeOf(invocation: Invocation | undefined): string {
  if (invocation === undefined) return "unknown";
  // 14 names the address.
  if (nextMajor() === 14) return invocation.target.split("?", 1)[0] as string;
  return invocation.appRoute?.page ?? invocation.target;
}

/** The kind as a message names it: with backticks since 16. */
function called(scope: CacheScope): string {
  if (scope.kind === "unstable_cache") {
    return nextMajor() === 16 ? "`unstable_cache()`" : 'a function cached with "unstable_cache(...)"';
  }
  return nextMajor() === 16 ? `\`"${scope.kind}"\`` : `"${scope.kind}"`;
}

function docs(scope: CacheScope): string {
  return scope.kind === "unstable_cache" ? MEMO_DOCS : CACHE_DOCS;
}

/** `cookies()` and `headers()`. */
export function readInCache(invocation: Invocation, scope: CacheScope, api: string): Error {
  const route = routeOf(invocation);
  if (nextMajor() === 16) {
    return new Error(
      `Route "${route}": \`${api}()\` can't be read inside ${called(scope)}. Read it outside the cached function and pass what you need as an argument.\nLearn more: ${docs(scope)}`,
    );
  }
  return new Error(
    `Route ${route} used "${api}" inside ${called(scope)}. Accessing Dynamic data sources inside a cache scope is not supported. If you need this data inside a cached function use "${api}" outside of the cached function and pass the required dynamic data in as an argument. See more info here: ${docs(scope)}`,
  );
}

export function connectionInCache(invocation: Invocation, scope: CacheScope): Error {
  const route = routeOf(invocation);
  const isPrivate = scope.kind === "use cache: private";
  if (nextMajor() === 16) {
    const why = isPrivate
      ? "because private cached functions may run during prefetching, without a navigation request"
      : "because cached functions may run during prerendering, without an incoming request";
    return new Error(
      `Route "${route}": \`connection()\` can't be called inside ${called(scope)} ${why}. Call it outside the cached function.\nLearn more: ${isPrivate ? PRIVATE_DOCS : docs(scope)}`,
    );
  }
  const [request, before] = isPrivate
    ? ["actual navigation request", "a navigation request,"]
    : scope.kind === "use cache"
      ? ["actual request", "a request,"]
      : ["actual Request", "a Request"];
  return new Error(
    `Route ${route} used "connection" inside ${called(scope)}. The \`connection()\` function is used to indicate the subsequent code must only run when there is an ${request}, but caches must be able to be produced before ${before} so this function is not allowed in this scope. See more info here: ${docs(scope)}`,
  );
}

export function draftModeChangedInCache(invocation: Invocation, scope: CacheScope, expression: string): Error {
  const route = routeOf(invocation);
  if (nextMajor() === 16) {
    const name = scope.kind === "unstable_cache" ? called(scope) : '`"use cache"`';
    return new Error(
      `Route "${route}": \`${expression}\` can't be called inside ${name}. Draft mode can be read inside a cached function, but enabling or disabling it must happen outside.\nLearn more: ${docs(scope)}`,
    );
  }
  return new Error(
    `Route ${route} used "${expression}" inside ${called(scope)}. The enabled status of draftMode can be read in caches but you must not enable or disable draftMode inside a cache. See more info here: ${docs(scope)}`,
  );
}

/** `"use cache: private"` in a function that others share. */
export function privateInCache(invocation: Invocation, scope: CacheScope): Error {
  const route = routeOf(invocation);
  const isMemo = scope.kind === "unstable_cache";
  if (nextMajor() === 16) {
    const why = isMemo
      ? "can't be used inside `unstable_cache()` because `unstable_cache()` uses a shared cache that can't contain private request data. Call the private cached function outside `unstable_cache()`."
      : 'can\'t be nested inside `"use cache"` because a shared cached function can\'t depend on private request data. Nest it only inside another `"use cache: private"`.';
    return new Error(
      `Route "${route}": \`"use cache: private"\` ${why}\nLearn more: https://nextjs.org/docs/messages/use-cache-private-composition`,
    );
  }
  return new Error(`"use cache: private" must not be used within ${isMemo ? "`unstable_cache()`" : '"use cache"'}.${isMemo ? "" : ' It can only be used inside of another "use cache: private".'}`);
}

/** `revalidateTag()` and its kin. */
export function revalidatedInCache(invocation: Invocation, scope: CacheScope, expression: string): Error {
  const route = routeOf(invocation);
  if (nextMajor() === 16) {
    return new Error(
      `Route "${route}": \`${expression}\` can't be called inside a cached function. Call it from a Server Action or Route Handler instead.\nLearn more: https://nextjs.org/docs/messages/revalidate-in-use-cache`,
    );
  }
  const isMemo = scope.kind === "unstable_cache";
  const where = !isMemo ? 'inside a "use cache"' : nextMajor() === 15 ? "during render" : `inside ${called(scope)}`;
  return new Error(
    `Route ${route} used "${expression}" ${where} which is unsupported. To ensure revalidation is performed consistently it must always happen outside of renders and cached functions. See more info here: https://nextjs.org/docs/app/building-your-application/rendering/static-and-dynamic#dynamic-rendering`,
  );
}
