// What code inside a cached function must know of: that its result outlives the request. The mark lies
// in the async context, so it reaches everything the cached function calls.

import { type Frame, current } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { CacheLife } from "waypost-internal:next/version/version";

const MARK: object = {};

/** The cached function that runs: what `unstable_cache` was given, or one with a directive. */
export interface CacheScope {
  readonly kind: "unstable_cache" | "use cache" | "use cache: private";
  /** Of a function with a directive: the life it asks for, the shortest of what it uses, its tags. */
  readonly asked?: CacheLife;
  readonly used?: CacheLife;
  readonly tags?: Set<string>;
}

const UNSTABLE: CacheScope = { kind: "unstable_cache" };

/** The frame for a cached function that is called from this one. */
export function cacheScopeFrame(frame: Frame | undefined, scope: CacheScope = UNSTABLE): Frame {
  // What a directive caches sees nothing of who calls it first.
  const stores = new Map(scope === UNSTABLE ? (frame?.stores ?? []) : []);
  stores.set(MARK, scope);
  return { request: frame?.request, stores };
}

export function cacheScope(): CacheScope | undefined {
  return current()?.stores?.get(MARK) as CacheScope | undefined;
}

export function isInCacheScope(): boolean {
  return current()?.stores?.has(MARK) === true;
}

export function isInUnstableCache(): boolean {
  return cacheScope()?.kind === "unstable_cache";
}

/** The route whose handler runs, for messages. */
export function currentRoute(): string | undefined {
  return (current()?.request as Invocation | undefined)?.appRoute?.page;
}
