// The store as the builtins use it: look up, make once, make anew in the background.

import { current } from "waypost-internal:internal/async_context/async_context";
import { clearTimeout, setTimeout } from "waypost-internal:internal/event_loop/timers";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { type Asked, customKeep, customLookUp, dataCacheHandler } from "waypost-internal:next/cache/custom_handlers";
import { implicitTags } from "waypost-internal:next/cache/tags";
import { isOnDemandRevalidation } from "waypost-internal:next/preview/preview";
import { nextFeatures } from "waypost-internal:next/version/version";
import {
  op_cache_lease,
  op_cache_load,
  op_cache_now,
  op_cache_peek,
  op_cache_release,
  op_cache_store,
} from "waypost-native:next/cache";
import type { NativeValue } from "waypost-native:next/cache";

/** The size of a value that is kept. */
export const MAX_VALUE = 2 * 1024 * 1024;
/** How long others wait for one that makes a value, in milliseconds: as long as a lease lasts. */
const PATIENCE = 30_000;

/** A value to be kept. */
export interface Draft {
  status: number;
  headers: string;
  url: string;
  body: Uint8Array;
}

/** How a value is kept: seconds until it is stale, and its tags. */
export interface Terms {
  /** What `cacheHandler` is told of it; without it the value is not for that. */
  asked?: Asked;
  revalidate: number | false;
  /** Seconds until it must not be used. */
  expire?: number | undefined;
  tags: string[];
}

/** The invocation of a route handler, when one runs. */
export function handlerInvocation(): Invocation | undefined {
  const invocation = current()?.request as Invocation | undefined;
  return invocation?.appRoute === undefined ? undefined : invocation;
}

/** The value of a key, unless it may no longer be used. */
export async function lookUp(
  key: string,
  tags: string[],
  invocation: Invocation | undefined,
  asked?: Asked,
): Promise<NativeValue | undefined> {
  // Who is asked to make its answer anew makes all of it anew.
  if (invocation !== undefined && isOnDemandRevalidation(invocation)) return undefined;
  const implied = invocation === undefined ? [] : implicitTags(invocation);
  // What this request revalidated it must not see again, though the store hears of it later.
  const pending = invocation?.revalidations;
  if (pending?.some(({ tag }) => tags.includes(tag) || implied.includes(tag))) return undefined;
  const custom = asked === undefined ? undefined : ownHandler(invocation);
  if (custom !== undefined) return customLookUp(await custom, key, asked as Asked, implied);
  const seen = op_cache_peek(key, implied);
  const found = (seen === undefined ? await op_cache_load(key, implied) : seen) ?? undefined;
  // An answer that is made to be kept is made of what is fresh.
  return found?.stale === true && invocation?.staticRun?.keeps === true ? undefined : found;
}

/** The project's own store; who has none loads nothing for it. */
function ownHandler(invocation: Invocation | undefined): ReturnType<typeof dataCacheHandler> {
  return nextFeatures().cacheHandler === undefined ? undefined : dataCacheHandler(invocation);
}

/** When the making of a value begins: what is revalidated from then on concerns it. */
export function beginMaking(): number {
  return op_cache_now();
}

export async function keep(key: string, created: number, terms: Terms, draft: Draft): Promise<void> {
  const { asked } = terms;
  const custom = asked === undefined ? undefined : ownHandler(handlerInvocation());
  if (custom !== undefined) return customKeep(await custom, key, asked as Asked, draft);
  const revalidate = terms.revalidate === false ? -1 : terms.revalidate;
  const { status, headers, url, body } = draft;
  return op_cache_store(key, created, revalidate, terms.tags, status, headers, url, body, terms.expire ?? -1);
}

const making = new Map<string, Promise<void>>();
/** How many values have been made. */
let madeCount = 0;

/**
 * Finds a value, or makes it. While one is made in this worker others wait, then look again: they find it, or
 * make it themselves.
 */
export async function findOrMake<T>(
  key: string,
  find: () => Promise<T | undefined>,
  make: () => Promise<T>,
): Promise<T> {
  const found = await findSettled(find);
  if (found !== undefined) return found;
  const running = making.get(key);
  if (running === undefined) return makeMarked(key, make);
  await atMost(running);
  return (await find()) ?? make();
}

/** Looks again where nothing is found: what was made meanwhile may have come too late for the look. */
export async function findSettled<T>(find: () => Promise<T | undefined>): Promise<T | undefined> {
  for (;;) {
    const before = madeCount;
    const found = await find();
    if (found !== undefined || madeCount === before) return found;
  }
}

/** Says that a value was made, by whatever way. */
export function noteMade(): void {
  madeCount++;
}

async function makeMarked<T>(key: string, make: () => Promise<T>): Promise<T> {
  let done: () => void = () => {};
  const mark = new Promise<void>((resolve) => {
    done = resolve;
  });
  making.set(key, mark);
  try {
    return await make();
  } finally {
    noteMade();
    if (making.get(key) === mark) making.delete(key);
    done();
  }
}

/** Waits for a promise, but not for ever: a handler may have been given up. */
function atMost(promise: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    void promise.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** When each refresh of this worker began. */
const refreshing = new Map<string, number>();

/**
 * Makes a stale value anew, by one worker at a time; `make` says whether it was kept. What fails is
 * handed to `failed`, and the stale value stays.
 */
export function refresh(key: string, make: () => Promise<boolean>, failed: (error: unknown) => void): void {
  const now = Date.now();
  const before = refreshing.get(key);
  if (before !== undefined && now - before < PATIENCE) return;
  refreshing.set(key, now);
  const over = (): void => {
    if (refreshing.get(key) === now) refreshing.delete(key);
  };
  void refreshLeased(key, make).then(over, (error: unknown) => {
    over();
    failed(error);
  });
}

async function refreshLeased(key: string, make: () => Promise<boolean>): Promise<void> {
  const holder = await op_cache_lease(key);
  if (holder === null) return;
  let kept = false;
  try {
    kept = await make();
  } finally {
    if (!kept) await op_cache_release(key, holder);
  }
}
