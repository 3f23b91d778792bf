// Whole answers in the project's own store: `cacheHandler` is asked for them, and told of each that is made.
// https://nextjs.org/docs/app/api-reference/config/next-config-js/incrementalCacheHandlerPath
//
// The module is asked as Next.js asks it. What it has not got is made, also after a start: what the build
// made is not in it. How long an answer stands this worker remembers; of what another one made the route's
// file says it. What is sent of an answer is decided in crates/waypost-server/src/kept/by_handler.rs.

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { KEPT_LINE, dataCacheHandler } from "waypost-internal:next/cache/custom_handlers";
import { isOnDemandRevalidation } from "waypost-internal:next/preview/preview";
import { IMPLICIT } from "waypost-internal:next/cache/tags";
import type { StaticAnswer } from "waypost-internal:next/route_handler/route_handler";
import { reasonLine } from "waypost-internal:next/route_handler/respond";
import { nextFeatures, nextMajor } from "waypost-internal:next/version/version";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { console } from "waypost-internal:node/console/console";
import { utf8Encode } from "waypost-internal:web/encoding/encoding";
import { op_cache_key } from "waypost-native:next/cache";

/** The header by which a stored answer carries its tags; never sent. */
const TAGS = "x-next-cache-tags";
/** Only an answer that was made before is to be made anew. */
const ONLY_GENERATED = "x-prerender-revalidate-if-generated";
/** Answers of which this worker remembers how long they stand. */
const MAX_REMEMBERED = 10_000;
/** How long a failed answer's predecessor stands before it is tried again, in seconds. */
const POSTPONED = { least: 3, most: 30 };

type HeaderValues = Record<string, string | string[] | number | undefined>;

/** An answer as the module gets and gives it. */
interface AnswerValue {
  kind: string;
  status?: number;
  headers?: HeaderValues;
  body: unknown;
}

/** How long an answer stands, in seconds. */
interface Stands {
  revalidate: number | false;
  expire?: number | undefined;
}

interface AnswerHandler {
  get(key: string, context: object): Promise<{ lastModified?: number; value: AnswerValue | null; cacheControl?: Stands } | null | undefined>;
  set(key: string, value: AnswerValue, context: object): Promise<void>;
}

interface Found {
  value: AnswerValue;
  stands: Stands;
  isStale: boolean;
  /** It is past its end, or the module says so. */
  isPast: boolean;
}

interface Kept {
  value: AnswerValue;
  stands: Stands;
  state: "HIT" | "STALE" | "MISS" | "REVALIDATED";
}

/** One request for an answer, and how it is made. */
interface Asking {
  invocation: Invocation;
  info: RouteInfo;
  key: string;
  path: string;
  /** Seconds after which an answer with a lifetime may not be used. */
  expire: number | undefined;
  /** The project asked for it to be made anew. */
  isOwn: boolean;
  make: () => Promise<StaticAnswer>;
  failed: (error: unknown) => void;
}

const remembered = new Map<string, Stands>();
const flights = new Map<string, Promise<Kept>>();

/** The server leaves this answer to the project's store. */
export function isForStore(invocation: Invocation): boolean {
  return nextFeatures().cacheHandler !== undefined && invocation.header(KEPT_LINE) !== undefined;
}

/**
 * An answer of the store, or one that `make` makes for it. Rejects when there is neither; what fails behind a
 * stale answer is given to `failed`. Who asks for the same meanwhile gets the same.
 */
export async function answerFromStore(
  invocation: Invocation,
  info: RouteInfo,
  make: () => Promise<StaticAnswer>,
  failed: (error: unknown) => void,
): Promise<{ status: number; head: string; body: Uint8Array }> {
  const path = invocation.target;
  const key = keyOf(path, info);
  const isOwn = isOnDemandRevalidation(invocation);
  const expire = Number(invocation.header(KEPT_LINE));
  const asking = { invocation, info, key, path, expire: expire > 0 ? expire : undefined, isOwn, make, failed };
  const name = `${isOwn ? "own" : "any"} ${key}`;
  let flight = flights.get(name);
  if (flight === undefined) {
    flight = obtain(asking, () => flights.delete(name));
    flights.set(name, flight);
  }
  return sent(await flight);
}

async function obtain(asking: Asking, over: () => void): Promise<Kept> {
  const { invocation, isOwn } = asking;
  let isRefreshing = false;
  try {
    const handler = (await dataCacheHandler(invocation)) as unknown as AnswerHandler;
    const found = await lookUp(handler, asking);
    // Before 16 also what is past its end is sent once more.
    if (found !== undefined && !isOwn && !(found.isPast && nextMajor() === 16)) {
      if (!found.isStale) return { ...found, state: "HIT" };
      isRefreshing = true;
      invocation.afterAnswer(() => renew(handler, asking, found).then(over, (error: unknown) => (over(), asking.failed(error))));
      return { ...found, state: nextMajor() === 14 && found.isPast ? "REVALIDATED" : "STALE" };
    }
    if (found === undefined && isOwn && invocation.header(ONLY_GENERATED) !== undefined) return neverMade();
    const made = await renew(handler, asking, found);
    return { ...made, state: isOwn ? "REVALIDATED" : found === undefined ? "MISS" : "HIT" };
  } finally {
    if (!isRefreshing) over();
  }
}

function neverMade(): Kept {
  const value = { kind: "APP_ROUTE", status: 404, headers: {}, body: "This page could not be found" };
  return { value, stands: { revalidate: 0 }, state: "REVALIDATED" };
}

async function lookUp(handler: AnswerHandler, asking: Asking): Promise<Found | undefined> {
  const found = await handler.get(asking.key, nextMajor() === 14 ? { kindHint: "app" } : responseContext());
  const value = found?.value;
  if (!found || !value || (value.kind !== "APP_ROUTE" && value.kind !== "ROUTE")) return undefined;
  const isNewest = nextMajor() === 16;
  if (isNewest && found.cacheControl) remember(asking.key, found.cacheControl);
  const ofFile = { revalidate: asking.info.revalidate ?? false, expire: asking.expire };
  const stands = remembered.get(asking.key) ?? ofFile;
  const now = Date.now();
  const age = (now - (found.lastModified || now)) / 1000;
  const isPast = found.lastModified === -1 || (isNewest && typeof stands.expire === "number" && age > stands.expire);
  const isStale = isPast || (typeof stands.revalidate === "number" && age > stands.revalidate);
  return { value, stands, isStale, isPast };
}

/** Makes an answer and tells the module. When it fails the one before stands a little longer. */
async function renew(handler: AnswerHandler, asking: Asking, before: Found | undefined): Promise<{ value: AnswerValue; stands: Stands }> {
  let made: StaticAnswer;
  try {
    made = await asking.make();
  } catch (error) {
    if (before !== undefined) await keep(handler, asking, before.value, postponed(before.stands));
    throw error;
  }
  const { revalidate } = made;
  const stands = { revalidate, expire: revalidate === false || revalidate === 0 ? undefined : asking.expire };
  const value = valueOf(made);
  await keep(handler, asking, value, stands);
  return { value, stands };
}

function postponed({ revalidate, expire }: Stands): Stands {
  const wait = Math.min(Math.max(revalidate || POSTPONED.least, POSTPONED.least), POSTPONED.most);
  return { revalidate: wait, expire: expire === undefined ? undefined : Math.max(wait + POSTPONED.least, expire) };
}

async function keep(handler: AnswerHandler, asking: Asking, value: AnswerValue, stands: Stands): Promise<void> {
  remember(asking.key, stands);
  try {
    await handler.set(asking.key, value, setContext(stands));
  } catch (error) {
    console.warn("Failed to update prerender cache for", asking.path, error);
  }
}

function setContext(stands: Stands): object {
  if (nextMajor() === 14) return { revalidate: stands.revalidate };
  const cacheControl = stands;
  return nextMajor() === 15 ? { cacheControl, ...responseContext() } : { ...responseContext(), cacheControl };
}

function responseContext(): object {
  return { kind: "APP_ROUTE", isRoutePPREnabled: false, isFallback: false };
}

/** The oldest is forgotten first. */
function remember(key: string, stands: Stands): void {
  remembered.delete(key);
  remembered.set(key, stands);
  if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value as string);
}

/** The name of an answer: its path, since 15 behind the digest of the route's file. */
export function keyOf(target: string, info: RouteInfo): string {
  const path = decoded(target);
  const page = path === "/" ? "/index" : /^\/index(?:\/|$)/.test(path) ? `/index${path}` : path;
  if (nextMajor() === 14) return page;
  return `/route-cache/APP_ROUTE/${op_cache_key(sourceRoute(info))}/$${page}`;
}

/** The path in plain characters; what would part or end it otherwise stays escaped. */
function decoded(path: string): string {
  if (!path.includes("%")) return path;
  const part = (text: string): string => decodeURIComponent(text).replace(/[/#?]|%(?:2f|23|3f|5c)/gi, encodeURIComponent);
  return path.split("/").map(part).join("/");
}

/** `/(group)/users/[id]/route` */
function sourceRoute(info: RouteInfo): string {
  if (info.metadata !== undefined) return `${info.page}/route`;
  return `/${info.source.replace(/^(?:src\/)?app\//, "").replace(/route\.[^/]*$/, "route")}`;
}

function valueOf({ status, head, body, tags }: StaticAnswer): AnswerValue {
  const headers: Record<string, string | string[]> = {};
  const lines = head.split("\n");
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    const value = lines[i + 1] as string;
    // The reason phrase follows from the status.
    if (name.startsWith(":")) continue;
    const before = headers[name];
    headers[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  headers[TAGS] = (nextMajor() === 14 ? ownFirst(tags) : tags).join(",");
  const { buffer, byteOffset, byteLength } = body;
  return {
    kind: nextMajor() === 14 ? "ROUTE" : "APP_ROUTE",
    status,
    body: Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
    headers,
  };
}

function ownFirst(tags: string[]): string[] {
  const isImplied = (tag: string): boolean => tag.startsWith(IMPLICIT);
  return [...tags.filter((tag) => !isImplied(tag)), ...tags.filter(isImplied)];
}

/** A stored answer as the server sends it, with what it is to say of it. */
function sent({ value, stands, state }: Kept): { status: number; head: string; body: Uint8Array } {
  const status = value.status || 200;
  const seconds = (time: number | false | undefined): string => (typeof time === "number" ? `${Math.trunc(time)}` : "-");
  let head = `${KEPT_LINE}\n${state} ${seconds(stands.revalidate)} ${seconds(stands.expire)}\n${reasonLine(status)}`;
  for (const [name, given] of Object.entries(value.headers ?? {})) {
    const isOurs = name === TAGS || name === KEPT_LINE || name.startsWith(":") || /[\r\n]/.test(name);
    if (isOurs || given === undefined || given === null) continue;
    for (const one of Array.isArray(given) ? given : [given]) head += `${name}\n${`${one}`.replace(/[\r\n]+/g, " ")}\n`;
  }
  return { status, head, body: bytesOf(value.body) };
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body === null || body === undefined ? new Uint8Array(0) : utf8Encode(`${body as string}`);
}
