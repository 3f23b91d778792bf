// The project's own stores: `cacheHandlers` for functions with `"use cache"`, `cacheHandler` for `fetch` and
// `unstable_cache`, and for whole answers by answer_store.ts. https://nextjs.org/docs/app/api-reference/config/next-config-js/cacheHandlers
//
// They are modules of the bundle, loaded when a value is first asked for, and called as Next.js calls
// them. What a value's bytes say is ours; keys are texts that mean nothing.

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { loadChunk } from "waypost-internal:internal/turn/turn";
import { INFINITE } from "waypost-internal:next/cache/cache_life";
import { implicitTags } from "waypost-internal:next/cache/tags";
import { type CacheLife, type NextFeatures, isDevelopment, nextFeatures, nextMajor } from "waypost-internal:next/version/version";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { console } from "waypost-internal:node/console/console";
import { utf8Decode, utf8Encode } from "waypost-internal:web/encoding/encoding";
import { ReadableStream, readAllBytes } from "waypost-internal:web/streams/streams";
import type { NativeValue } from "waypost-native:next/cache";

/** An entry as a handler of `cacheHandlers` gets and gives it. Times are seconds, but the timestamp. */
export interface CacheEntry {
  value: ReadableStream;
  tags: string[];
  stale: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  expire: number;
  revalidate: number;
}

/** https://nextjs.org/docs/app/api-reference/config/next-config-js/cacheHandlers#api-reference */
interface UseCacheHandler {
  get(key: string, softTags: string[]): Promise<CacheEntry | undefined>;
  set(key: string, entry: Promise<CacheEntry>): Promise<void>;
  refreshTags?(): Promise<void>;
  /** In 15 the tags are arguments of their own. */
  getExpiration?(...tags: unknown[]): Promise<number>;
  updateTags?(tags: string[], durations?: { expire?: number | undefined }): Promise<void>;
  /** What 15 has in place of `updateTags`. */
  expireTags?(...tags: string[]): Promise<void>;
}

/** https://nextjs.org/docs/app/api-reference/config/next-config-js/incrementalCacheHandlerPath */
interface DataCacheHandler {
  get(key: string, context: object): Promise<{ lastModified?: number; value: FetchValue | null } | null | undefined>;
  set(key: string, value: FetchValue, context: object): Promise<void>;
  revalidateTag(tags: string | string[], durations?: { expire?: number | undefined }): Promise<void>;
}

interface FetchValue {
  kind: "FETCH";
  data: { headers: Record<string, string>; body: string; status: number; url: string };
  revalidate: number | false;
}

/** A line of requests for answers that the project keeps itself; the server's, and not for its module to see. */
export const KEPT_LINE = "x-middleware-kept";

const loadedHandlers = new WeakMap<NextFeatures, Map<number, Promise<unknown>>>();

/** What the module of a chunk exports by default; loaded once for each build. */
function exportOf(entry: number): Promise<unknown> {
  const features = nextFeatures();
  let loaded = loadedHandlers.get(features);
  if (loaded === undefined) {
    loaded = new Map();
    loadedHandlers.set(features, loaded);
  }
  let found = loaded.get(entry);
  if (found === undefined) {
    found = Promise.resolve(loadChunk(entry)).then((namespace) => {
      const value: unknown = namespace.default ?? namespace;
      return (value as { default?: unknown } | null)?.default ?? value;
    });
    loaded.set(entry, found);
  }
  return found;
}

/** The handler of a kind, when the project has one. */
export async function useCacheHandler(kind: string): Promise<CustomUseCache | undefined> {
  const entry = nextFeatures().cacheHandlers?.[kind];
  return entry === undefined ? undefined : new CustomUseCache((await exportOf(entry)) as UseCacheHandler);
}

const refreshed = new WeakMap<Invocation, Set<UseCacheHandler>>();

/** One handler of `cacheHandlers`. */
export class CustomUseCache {
  readonly #handler: UseCacheHandler;

  constructor(handler: UseCacheHandler) {
    this.#handler = handler;
  }

  /** An entry that may be used, and whether it is to be made anew meanwhile. */
  async get(key: string, invocation: Invocation): Promise<{ entry: CacheEntry; isStale: boolean } | undefined> {
    await this.#refreshTags(invocation);
    const implied = implicitTags(invocation);
    const entry = await this.#handler.get(key, implied);
    if (!entry) return undefined;
    const expiration = await this.#expiration(implied);
    // Without an end means: the handler has looked at these tags itself.
    if (expiration !== Number.POSITIVE_INFINITY && entry.timestamp <= expiration) return undefined;
    const age = Date.now() - entry.timestamp;
    if (age > entry.expire * 1000) return undefined;
    return { entry, isStale: age > entry.revalidate * 1000 };
  }

  set(key: string, entry: CacheEntry): Promise<void> {
    return this.#handler.set(key, Promise.resolve(entry));
  }

  /** Once for each request. */
  async #refreshTags(invocation: Invocation): Promise<void> {
    let done = refreshed.get(invocation);
    if (done === undefined) {
      done = new Set();
      refreshed.set(invocation, done);
    }
    if (done.has(this.#handler)) return;
    done.add(this.#handler);
    await this.#handler.refreshTags?.();
  }

  async #expiration(implied: string[]): Promise<number> {
    const handler = this.#handler;
    if (handler.getExpiration === undefined) return 0;
    return nextMajor() === 16 ? handler.getExpiration(implied) : handler.getExpiration(...implied);
  }
}

export function streamOfText(text: string): ReadableStream {
  return new ReadableStream({
    start(controller: ReadableStreamDefaultController<Uint8Array>): void {
      controller.enqueue(utf8Encode(text));
      controller.close();
    },
  } as never);
}

export async function textOfStream(stream: ReadableStream): Promise<string> {
  return utf8Decode(await readAllBytes(stream));
}

/** Tells all handlers of the project what was revalidated. */
export async function tellHandlers(invocation: Invocation | undefined, tags: string[], life: CacheLife | undefined): Promise<void> {
  const { cacheHandlers, cacheHandler } = nextFeatures();
  const durations = life === undefined ? [] : [{ expire: life.expire }];
  const handlers = new Set(await Promise.all(Object.values(cacheHandlers ?? {}).map(exportOf)));
  const told = [...(handlers as Set<UseCacheHandler>)].map((handler) =>
    nextMajor() === 16 ? handler.updateTags?.(tags, ...durations) : handler.expireTags?.(...tags),
  );
  if (cacheHandler !== undefined) {
    const handler = await dataCacheHandler(invocation);
    told.push(nextMajor() === 16 ? handler?.revalidateTag(tags, ...durations) : handler?.revalidateTag(tags));
  }
  await Promise.all(told);
}

const ofRequest = new WeakMap<Invocation, Promise<DataCacheHandler>>();

/** The project's store of answers, made for each request as Next.js does. */
export function dataCacheHandler(invocation: Invocation | undefined): Promise<DataCacheHandler> | undefined {
  const entry = nextFeatures().cacheHandler;
  if (entry === undefined) return undefined;
  const before = invocation === undefined ? undefined : ofRequest.get(invocation);
  if (before !== undefined) return before;
  const made = exportOf(entry).then((Class) => new (Class as new (options: object) => DataCacheHandler)(optionsFor(invocation)));
  if (invocation !== undefined) ofRequest.set(invocation, made);
  return made;
}

function optionsFor(invocation: Invocation | undefined): object {
  const headers: Record<string, string> = {};
  const lines = invocation?.headerLines ?? [];
  for (let i = 0; i < lines.length; i += 2) headers[lines[i] as string] = lines[i + 1] as string;
  delete headers[KEPT_LINE];
  return { dev: isDevelopment(), flushToDisk: false, revalidatedTags: [], _requestHeaders: headers };
}

/** How a value is asked for, and whether its body is text. */
export interface Asked {
  revalidate: number | false;
  tags: string[];
  url: string;
  isText: boolean;
}

/** What stands for a value without an end, when it is asked for and when it is kept. */
const ONE_YEAR = 31_536_000;

function askedRevalidate({ revalidate, isText }: Asked): number | false | undefined {
  if (revalidate !== false) return revalidate;
  if (isText) return undefined;
  return nextMajor() === 14 ? false : INFINITE;
}

export async function customLookUp(
  handler: DataCacheHandler,
  key: string,
  asked: Asked,
  softTags: string[],
): Promise<NativeValue | undefined> {
  const found = await handler.get(key, {
    ...(nextMajor() === 14 ? { kindHint: "fetch" } : { kind: "FETCH" }),
    revalidate: askedRevalidate(asked),
    fetchUrl: asked.url,
    fetchIdx: 0,
    tags: asked.tags,
    softTags,
  });
  const value = found?.value;
  if (value === null || value === undefined || value.kind !== "FETCH") return undefined;
  const revalidate = asked.revalidate || value.revalidate;
  const age = (Date.now() - (found?.lastModified ?? 0)) / 1000;
  const { headers, body, status, url } = value.data;
  let lines = "";
  for (const name of Object.keys(headers ?? {})) lines += `${name}\n${headers[name]}\n`;
  return {
    stale: typeof revalidate === "number" && age > revalidate,
    status: status ?? 200,
    headers: lines,
    url: url ?? "",
    body: asked.isText ? utf8Encode(body) : new Uint8Array(Buffer.from(body, "base64")),
  };
}

export async function customKeep(
  handler: DataCacheHandler,
  key: string,
  asked: Asked,
  value: { status: number; headers: string; url: string; body: Uint8Array },
): Promise<void> {
  const headers: Record<string, string> = {};
  const lines = value.headers.split("\n");
  for (let i = 0; i + 1 < lines.length; i += 2) headers[lines[i] as string] = lines[i + 1] as string;
  const { buffer, byteOffset, byteLength } = value.body;
  const body = asked.isText ? utf8Decode(value.body) : Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString("base64");
  const data = { headers, body, status: value.status, url: value.url };
  const revalidate = asked.revalidate === false ? ONE_YEAR : asked.revalidate;
  const context = { fetchCache: true, fetchUrl: asked.url, fetchIdx: 0, tags: asked.tags };
  try {
    await handler.set(
      key,
      { kind: "FETCH", data, revalidate },
      nextMajor() === 14 ? { revalidate: asked.revalidate, ...context } : context,
    );
  } catch (error) {
    console.warn("Failed to update prerender cache for", key, error);
  }
}
