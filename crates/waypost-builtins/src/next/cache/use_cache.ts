// "use cache": https://nextjs.org/docs/app/api-reference/directives/use-cache
//
// The build makes of each function with the directive a call of `cache`
// (crates/waypost-bundler/src/plugins/use_cache.rs). As in Next.js a value that is past its time is made anew before it
// is used; one whose tags were revalidated with a profile serves on meanwhile. What a function throws
// reaches its caller as an error that tells nothing in production, and is not kept.

import { current, runIn } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { INFINITE, cacheLifeProfile, shorten } from "waypost-internal:next/cache/cache_life";
import { type CacheScope, cacheScope, cacheScopeFrame } from "waypost-internal:next/cache/cache_scope";
import { type CustomUseCache, streamOfText, textOfStream, useCacheHandler } from "waypost-internal:next/cache/custom_handlers";
import { MAX_VALUE, beginMaking, findSettled, keep, lookUp, noteMade, refresh } from "waypost-internal:next/cache/data_cache";
import { privateInCache } from "waypost-internal:next/cache/misuse";
import { type Written, readArguments, readResult, writeArguments, writeResult } from "waypost-internal:next/cache/serialize";
import { isControlFlow } from "waypost-internal:next/navigation/control_flow";
import { isOnDemandRevalidation } from "waypost-internal:next/preview/preview";
import { type CacheLife, isDevelopment, nextFeatures, nextMajor } from "waypost-internal:next/version/version";
import { console } from "waypost-internal:node/console/console";
import { utf8Decode, utf8Encode } from "waypost-internal:web/encoding/encoding";
import { op_cache_key } from "waypost-native:next/cache";

type Inner = (captured: unknown[], ...args: unknown[]) => Promise<unknown>;

const OMITTED =
  "An error occurred in the Server Components render. The specific message is omitted in production builds to avoid leaking sensitive details. A digest property is included on this error instance which may provide additional details about the nature of the error.";

/** A value, or the error that came in its place, with what concerns those that use it. */
interface Made {
  text: string;
  isError: boolean;
  life: CacheLife;
  tags: string[];
}

/** Values that are being made: who asks meanwhile waits for them. */
const making = new Map<string, Promise<Made>>();
/** Those that a request has seen. */
const ofRequest = new WeakMap<Invocation, Map<string, Promise<Made>>>();

/** `counted` arguments matter, all when it is negative. `captured` is what the function closes over. */
export async function cache(
  id: string,
  kind: string,
  counted: number,
  captured: unknown[],
  inner: Inner,
  given: unknown[],
): Promise<unknown> {
  const invocation = current()?.request as Invocation | undefined;
  if (invocation === undefined) {
    throw new Error('Invariant: "use cache" cannot be used outside of App Router. Expected a WorkStore. This is a bug in Next.js.');
  }
  const isPrivate = kind === "private";
  const outer = cacheScope();
  if (isPrivate && outer !== undefined && outer.kind !== "use cache: private") throw privateInCache(invocation, outer);
  // 15 counts what is given beyond the parameters too.
  const args = counted < 0 || nextMajor() === 15 ? given : given.slice(0, counted);
  const written = await writeArguments([captured, args]);
  const custom = isPrivate || nextFeatures().cacheHandlers === undefined ? undefined : await useCacheHandler(kind);
  const call = new Call(op_cache_key(`use cache ${kind} ${id} ${written.text}`), written, inner, invocation, isPrivate, custom);
  const made = isPrivate ? await call.forRequest() : await call.run();
  // An answer that is kept stands no longer than what it was made of.
  const { revalidate = 0 } = made.life;
  if (!isPrivate) invocation.staticRun?.use(revalidate >= INFINITE ? false : revalidate, made.tags);
  if (outer?.used !== undefined) {
    shorten(outer.used, made.life);
    for (const tag of made.tags) outer.tags?.add(tag);
  }
  const result = readResult(made.text, errorOf);
  if (made.isError) throw result;
  return result;
}

class Call {
  readonly #key: string;
  readonly #written: Written;
  readonly #inner: Inner;
  readonly #invocation: Invocation;
  readonly #isPrivate: boolean;
  readonly #custom: CustomUseCache | undefined;

  constructor(
    key: string,
    written: Written,
    inner: Inner,
    invocation: Invocation,
    isPrivate: boolean,
    custom: CustomUseCache | undefined,
  ) {
    this.#key = key;
    this.#written = written;
    this.#inner = inner;
    this.#invocation = invocation;
    this.#isPrivate = isPrivate;
    this.#custom = custom;
  }

  async run(): Promise<Made> {
    if (this.#invocation.isDraftMode) return this.#make();
    return this.#once(async () => (await this.#find()) ?? joined(making, this.#key, () => this.#makeAndKeep()));
  }

  /** Such a value lasts no longer than the request. */
  forRequest(): Promise<Made> {
    return this.#once(() => this.#make());
  }

  /** A request sees one value of a key, unless it failed or was revalidated since; in 15 each call asks anew. */
  async #once(obtain: () => Promise<Made>): Promise<Made> {
    if (nextMajor() === 15) return obtain();
    let values = ofRequest.get(this.#invocation);
    if (values === undefined) {
      values = new Map();
      ofRequest.set(this.#invocation, values);
    }
    const before = values.get(this.#key);
    if (before !== undefined) {
      const made = await before;
      if (!made.isError && !this.#isRevalidated(made)) return made;
    }
    const obtained = obtain();
    values.set(this.#key, obtained);
    return obtained;
  }

  /** What this request revalidated it must not see again. */
  #isRevalidated({ tags }: Made): boolean {
    return this.#invocation.revalidations?.some(({ tag }) => tags.includes(tag)) === true;
  }

  async #find(): Promise<Made | undefined> {
    if (isOnDemandRevalidation(this.#invocation)) return undefined;
    const found = this.#custom === undefined ? await this.#findOurs() : await this.#findTheirs(this.#custom);
    if (found === undefined) return undefined;
    const { made, isStale } = found;
    if (this.#isRevalidated(made)) return undefined;
    if (isStale) this.#refresh();
    return made;
  }

  async #findOurs(): Promise<{ made: Made; isStale: boolean } | undefined> {
    const found = await findSettled(() => lookUp(this.#key, [], this.#invocation));
    if (found === undefined) return undefined;
    const { life, tags } = JSON.parse(found.headers) as Pick<Made, "life" | "tags">;
    return { made: { text: utf8Decode(found.body), isError: false, life, tags }, isStale: found.stale };
  }

  async #findTheirs(custom: CustomUseCache): Promise<{ made: Made; isStale: boolean } | undefined> {
    const found = await custom.get(this.#key, this.#invocation);
    if (found === undefined) return undefined;
    const { value, tags, stale, revalidate, expire } = found.entry;
    const made = { text: await textOfStream(value), isError: false, life: { stale, revalidate, expire }, tags };
    return { made, isStale: found.isStale };
  }

  /** Makes the value anew while the old one serves. */
  #refresh(): void {
    refresh(
      this.#key,
      async () => !(await joined(making, this.#key, () => this.#makeAndKeep())).isError,
      (error) => console.error(error),
    );
  }

  async #makeAndKeep(): Promise<Made> {
    const created = beginMaking();
    const timestamp = Date.now();
    const made = await this.#make();
    if (made.isError) return made;
    if (this.#custom === undefined) await this.#keep(created, made);
    else await this.#handOver(this.#custom, timestamp, made);
    return made;
  }

  async #keep(created: number, { text, life, tags }: Made): Promise<void> {
    const { revalidate = 0, expire = 0 } = life;
    const seconds = Math.min(revalidate, expire);
    const body = utf8Encode(text);
    if (seconds <= 0 || body.byteLength > MAX_VALUE) return;
    // Past its time it is not used: to the store that is its end.
    const terms = { revalidate: false as const, expire: seconds >= INFINITE ? undefined : seconds, tags };
    await keep(this.#key, created, terms, { status: 200, headers: JSON.stringify({ life, tags }), url: "", body });
  }

  async #handOver(custom: CustomUseCache, timestamp: number, { text, life, tags }: Made): Promise<void> {
    const { stale = 0, revalidate = 0, expire = 0 } = life;
    await custom.set(this.#key, { value: streamOfText(text), tags, stale, timestamp, expire, revalidate });
  }

  async #make(): Promise<Made> {
    const scope: Required<CacheScope> = {
      kind: this.#isPrivate ? "use cache: private" : "use cache",
      asked: {},
      used: { ...cacheLifeProfile("default") },
      tags: new Set(),
    };
    const { text, isError } = await runIn(cacheScopeFrame(current(), scope), () => this.#call());
    return { text, isError, life: { ...scope.used, ...scope.asked }, tags: [...scope.tags] };
  }

  async #call(): Promise<{ text: string; isError: boolean }> {
    try {
      const [captured, args] = readArguments(this.#written) as [unknown[], unknown[]];
      return { text: await writeResult(await this.#inner(captured, ...args), describe), isError: false };
    } catch (error) {
      return { text: await writeResult(error instanceof Error ? error : new Thrown(error), describe), isError: true };
    }
  }
}

/** One making of a value for all that ask meanwhile. */
function joined(values: Map<string, Promise<Made>>, key: string, make: () => Promise<Made>): Promise<Made> {
  const before = values.get(key);
  if (before !== undefined) return before;
  const made = make().finally(() => {
    noteMade();
    values.delete(key);
  });
  values.set(key, made);
  return made;
}

/** What is thrown and no error. */
class Thrown extends Error {
  override name: string = "Error";

  constructor(value: unknown) {
    super(typeof value === "string" ? value : "An error occurred but serializing the error message failed.");
  }
}

/** Logs an error where its message is known, and says what its reader may know. */
function describe(error: unknown): { digest: string; message: string } {
  const known = error as Error & { digest?: unknown };
  if (isControlFlow(known)) return { digest: known.digest as string, message: known.message };
  const isKept = typeof known.digest === "string" && nextMajor() === 16;
  const digest = isKept ? (known.digest as string) : String(stringHash(`${known.message}${known.stack ?? ""}`));
  if (known.digest === undefined && Object.isExtensible(known)) known.digest = digest;
  if (!isDevelopment()) console.error("\u2a2f", known);
  return { digest, message: known.message };
}

function errorOf(digest: string, message: string): Error {
  return Object.assign(new Error(isDevelopment() ? message : OMITTED), { digest });
}

/** The hash that Next.js makes digests of. */
function stringHash(text: string): number {
  let hash = 5381;
  for (let i = text.length - 1; i >= 0; i--) hash = (hash * 33) ^ text.charCodeAt(i);
  return hash >>> 0;
}
