// unstable_cache: https://nextjs.org/docs/app/api-reference/functions/unstable_cache

import { current, runIn } from "waypost-internal:internal/async_context/async_context";
import { shorten } from "waypost-internal:next/cache/cache_life";
import { cacheScope, cacheScopeFrame, isInUnstableCache } from "waypost-internal:next/cache/cache_scope";
import {
  type Terms,
  MAX_VALUE,
  beginMaking,
  handlerInvocation,
  keep,
  lookUp,
  refresh,
} from "waypost-internal:next/cache/data_cache";
import { checkedRevalidate } from "waypost-internal:next/cache/fetch_policy";
import { validTags } from "waypost-internal:next/cache/tags";
import { console } from "waypost-internal:node/console/console";
import { utf8Decode, utf8Encode } from "waypost-internal:web/encoding/encoding";
import { op_cache_key } from "waypost-native:next/cache";

type Callback = (...args: never[]) => Promise<unknown>;

export interface UnstableCacheOptions {
  revalidate?: number | false;
  tags?: string[];
}

/** One cached call. */
class CachedCall {
  readonly #callback: Callback;
  readonly #args: never[];
  readonly #terms: Terms;
  readonly #name: string;
  readonly #key: string;

  constructor(callback: Callback, args: never[], terms: Terms, fixed: string) {
    this.#callback = callback;
    this.#args = args;
    this.#terms = terms;
    this.#name = `${fixed}-${JSON.stringify(args)}`;
    this.#key = op_cache_key(`unstable_cache ${this.#name}`);
  }

  async run(): Promise<unknown> {
    const invocation = handlerInvocation();
    this.#noteUse();
    invocation?.staticRun?.use(this.#terms.revalidate, this.#terms.tags);
    // Inside another one there is no cache, as for `fetch`.
    if (!isInUnstableCache() && invocation?.isDraftMode !== true) {
      const found = await lookUp(this.#key, this.#terms.tags, invocation, this.#terms.asked);
      // Who is no route handler waits for a fresh value.
      if (found !== undefined && (!found.stale || invocation !== undefined)) {
        if (found.stale) this.#refresh();
        return found.body.byteLength === 0 ? undefined : JSON.parse(utf8Decode(found.body));
      }
    }
    const created = beginMaking();
    const result = await this.#call();
    if (invocation?.isDraftMode !== true) await this.#keep(created, result);
    return result;
  }

  /** A function with `"use cache"` lives no longer than what it uses. */
  #noteUse(): void {
    const scope = cacheScope();
    if (scope?.used === undefined) return;
    const { revalidate, tags } = this.#terms;
    if (revalidate !== false) shorten(scope.used, { revalidate });
    for (const tag of tags) scope.tags?.add(tag);
  }

  #call(): Promise<unknown> {
    return runIn(cacheScopeFrame(current()), async () => this.#callback(...this.#args));
  }

  #refresh(): void {
    const make = async (): Promise<boolean> => {
      const created = beginMaking();
      return this.#keep(created, await this.#call());
    };
    refresh(this.#key, make, (error) => console.error(`revalidating cache with key: ${this.#name}`, error));
  }

  async #keep(created: number, result: unknown): Promise<boolean> {
    const text: string | undefined = JSON.stringify(result);
    const body = text === undefined ? new Uint8Array(0) : utf8Encode(text);
    if (body.byteLength > MAX_VALUE) {
      console.warn(
        `Failed to set Next.js data cache for unstable_cache ${this.#callback.name || this.#key}, items over 2MB can not be cached (${body.byteLength} bytes)`,
      );
      return false;
    }
    await keep(this.#key, created, this.#terms, { status: 200, headers: "", url: "", body });
    return true;
  }
}

export function unstable_cache<T extends Callback>(
  callback: T,
  keyParts?: string[],
  options: UnstableCacheOptions = {},
): T {
  const source = String(callback);
  if (options.revalidate === 0) {
    throw new Error(
      `Invariant revalidate: 0 can not be passed to unstable_cache(), must be "false" or "> 0" ${source}`,
    );
  }
  const tags = options.tags === undefined ? [] : validTags(options.tags, `unstable_cache ${source}`);
  const revalidate = checkedRevalidate(options.revalidate, `unstable_cache ${callback.name || source}`) ?? false;
  const fixed = `${source}-${Array.isArray(keyParts) && keyParts.join(",")}`;
  const asked = { revalidate, tags, url: `unstable_cache ${callback.name || source}`, isText: true };
  const cached = async (...args: never[]): Promise<unknown> =>
    new CachedCall(callback, args, { revalidate, tags, asked }, fixed).run();
  return cached as T;
}
