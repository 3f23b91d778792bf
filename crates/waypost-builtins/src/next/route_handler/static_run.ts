// What holds while a route handler runs for an answer that is kept, or claims to be static: the
// request is not to be looked at, and what the handler caches says how long its answer stands.
//
// The behaviour is that of Next.js's app-route module: `force-static` sees a request without
// anything, `error` fails when it looks, others become dynamic.

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { implicitTags } from "waypost-internal:next/cache/tags";
import { RequestCookies } from "waypost-internal:next/cookies/cookies";
import type { NextRequest } from "waypost-internal:next/server/next_request";
import { NextURL } from "waypost-internal:next/server/next_url";
import { Headers, headersFrom } from "waypost-internal:web/fetch/headers";
import { URLSearchParams } from "waypost-internal:web/url/search_params";

const MORE = "See more info here: https://nextjs.org/docs/";
/** Tags that one answer may carry. */
const MAX_TAGS = 256;

/** The handler needs the request: its answer cannot be kept. */
export class DynamicServerError extends Error {
  readonly description: string;
  readonly digest = "DYNAMIC_SERVER_USAGE";

  constructor(description: string) {
    super(`Dynamic server usage: ${description}`);
    this.description = description;
  }
}

/** A file that is `dynamic = "error"` needs the request. */
export class StaticGenBailoutError extends Error {
  readonly code = "NEXT_STATIC_GEN_BAILOUT";
}

export type StaticMode = "force-static" | "error" | "auto";

export class StaticRun {
  readonly mode: StaticMode;
  /** The answer is to be kept. */
  readonly keeps: boolean;
  readonly #page: string;
  readonly #tags: Set<string>;
  /** Seconds for which the answer stands; 0: it cannot be kept. */
  revalidate: number | false;
  /** What made it so. */
  reason = "";
  /** What `after()` was given failed, once the answer was made. */
  failedAfter: { error: unknown } | undefined = undefined;

  constructor(invocation: Invocation, info: RouteInfo, keeps: boolean) {
    this.mode = info.dynamic === "force-static" || info.dynamic === "error" ? info.dynamic : "auto";
    this.keeps = keeps;
    this.#page = info.page;
    this.#tags = new Set(implicitTags(invocation));
    this.revalidate = info.revalidate ?? false;
  }

  /** The handler asks for something that only a request has. */
  touch(what: string): void {
    if (this.mode === "force-static") return;
    if (this.mode === "error") throw this.#bailout(`${what}\`. ${MORE}app/building-your-application/rendering/static-and-dynamic#dynamic-rendering`);
    if (this.keeps) this.#becomeDynamic(what);
  }

  /** The handler changes draft mode: its cookie is a secret for one client, also where all else is static. */
  touchDraft(what: string): void {
    if (this.mode !== "force-static") this.touch(what);
    else if (this.keeps) this.#becomeDynamic(what);
  }

  #becomeDynamic(what: string): never {
    this.revalidate = 0;
    this.reason = what;
    throw new DynamicServerError(
      `Route ${this.#page} couldn't be rendered statically because it used \`${what}\`. ${MORE}messages/dynamic-server-error`,
    );
  }

  /** The same, of a member of the request. */
  touchRequest(what: string, path: string): void {
    if (this.mode === "error") {
      throw new StaticGenBailoutError(
        `Route ${path} with \`dynamic = "error"\` couldn't be rendered statically because it used \`${what}\`.`,
      );
    }
    this.touch(what);
  }

  #bailout(what: string): Error {
    return new StaticGenBailoutError(
      `Route ${this.#page} with \`dynamic = "error"\` couldn't be rendered statically because it used \`${what}`,
    );
  }

  /** The answer holds something that stands for so long, and goes when its tags do. */
  use(revalidate: number | false, tags: string[]): void {
    if (revalidate !== false && (this.revalidate === false || revalidate < this.revalidate)) this.revalidate = revalidate;
    for (const tag of tags) if (this.#tags.size < MAX_TAGS) this.#tags.add(tag);
  }

  /** The answer holds what a request that is never cached gave. */
  useUncached(what: string): void {
    if (this.mode !== "force-static") this.touch(what);
  }

  /** The tags by which the answer is revalidated. */
  get tags(): string[] {
    return [...this.#tags];
  }
}

/** The rules for a request whose answer is not kept: of files that say how static they are. */
export function rulesFor(invocation: Invocation, info: RouteInfo): StaticRun | undefined {
  return info.dynamic === "force-static" || info.dynamic === "error" ? new StaticRun(invocation, info, false) : undefined;
}

export function isDynamicUsage(error: unknown): boolean {
  return (error as { digest?: unknown } | null | undefined)?.digest === "DYNAMIC_SERVER_USAGE";
}

const REQUEST_PARTS = new Set(["headers", "cookies", "url", "body", "blob", "json", "text", "arrayBuffer", "formData"]);
const URL_PARTS = new Set(["search", "searchParams", "url", "href", "toJSON", "toString", "origin"]);

/** A member of the real object; functions keep it as `this`. */
function member(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === "function" ? (value as (...args: never[]) => unknown).bind(target) : value;
}

/** On the object itself: its private members know nothing of a proxy. */
function setMember(target: object, name: string | symbol, value: unknown): boolean {
  return Reflect.set(target, name, value, target);
}

/** The request as the handler sees it under the rules of a run. */
export function guardRequest(run: StaticRun, request: NextRequest): NextRequest {
  const { nextUrl } = request;
  if (run.mode === "force-static") return stubRequest(request, nextUrl);
  // An error of a request that is not kept comes from its functions only.
  return run.keeps ? guarded(run, request, nextUrl) : request;
}

/** `address` is that of the request: a clone of it has none of its own. */
function guarded(run: StaticRun, request: NextRequest, address: NextURL): NextRequest {
  let nextUrl: NextURL | undefined;
  return new Proxy(request, {
    get(target, name): unknown {
      if (name === "nextUrl") return (nextUrl ??= guardUrl(run, address));
      if (name === "clone") return () => guarded(run, target.clone() as NextRequest, address);
      if (REQUEST_PARTS.has(name as string)) run.touchRequest(`request.${String(name)}`, address.pathname);
      return member(target, name);
    },
    set: setMember,
  });
}

function guardUrl(run: StaticRun, url: NextURL): NextURL {
  return new Proxy(url, {
    get(target, name): unknown {
      if (name === "clone") return () => guardUrl(run, target.clone());
      if (URL_PARTS.has(name as string)) run.touchRequest(`nextUrl.${String(name)}`, target.pathname);
      return member(target, name);
    },
    set: setMember,
  });
}

/** A request of nobody: no headers, no cookies, no query, whatever came. */
function stubRequest(request: NextRequest, address: NextURL): NextRequest {
  const headers = headersFrom([], "immutable");
  const cookies = new RequestCookies(new Headers());
  let nextUrl: NextURL | undefined;
  const url = (): NextURL => (nextUrl ??= stubUrl(address));
  return new Proxy(request, {
    get(target, name): unknown {
      switch (name) {
        case "headers":
          return headers;
        case "cookies":
          return cookies;
        case "nextUrl":
          return url();
        case "url":
          return url().href;
        case "ip":
        case "geo":
          return undefined;
        case "clone":
          return () => stubRequest(target.clone() as NextRequest, address);
        default:
          return member(target, name);
      }
    },
    set: setMember,
  });
}

function stubUrl(url: NextURL): NextURL {
  let searchParams: URLSearchParams | undefined;
  const clean = new NextURL(url.href);
  clean.host = "localhost:3000";
  clean.search = "";
  clean.protocol = "http";
  const { href } = clean;
  return new Proxy(url, {
    get(target, name): unknown {
      switch (name) {
        case "search":
          return "";
        case "searchParams":
          return (searchParams ??= new URLSearchParams());
        case "href":
          return href;
        case "toJSON":
        case "toString":
          return () => href;
        case "url":
          return undefined;
        case "clone":
          return () => stubUrl(target.clone());
        default:
          return member(target, name);
      }
    },
    set: setMember,
  });
}
