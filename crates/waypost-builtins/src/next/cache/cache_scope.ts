// What code inside `unstable_cache` must know of: that its result outlives the request. The mark lies
// in the async context, so it reaches everything the cached function calls.

import { type Frame, current } from "waypost-internal:internal/async_context/async_context";

const MARK: object = {};

/** The frame for a cached function that is called from this one. */
export function cacheScopeFrame(frame: Frame | undefined): Frame {
  const stores = new Map(frame?.stores ?? []);
  stores.set(MARK, true);
  return { request: frame?.request, stores };
}

export function isInCacheScope(): boolean {
  return current()?.stores?.has(MARK) === true;
}
