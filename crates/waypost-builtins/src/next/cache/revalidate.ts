// revalidateTag and revalidatePath: https://nextjs.org/docs/app/api-reference/functions/revalidateTag
//
// In a handler they are noted, and carried out when it has returned, before its answer is sent: who
// has the answer finds the values gone. After the answer they are carried out at once.

import type { Invocation, Revalidation } from "waypost-internal:internal/turn/invocation";
import { cacheScope } from "waypost-internal:next/cache/cache_scope";
import { INFINITE, cacheLifeProfile } from "waypost-internal:next/cache/cache_life";
import { tellHandlers } from "waypost-internal:next/cache/custom_handlers";
import { handlerInvocation } from "waypost-internal:next/cache/data_cache";
import { revalidatedInCache } from "waypost-internal:next/cache/misuse";
import { IMPLICIT, MAX_PATH_LENGTH } from "waypost-internal:next/cache/tags";
import { type CacheLife, nextFeatures, nextMajor } from "waypost-internal:next/version/version";
import { console } from "waypost-internal:node/console/console";
import { op_cache_mark } from "waypost-native:next/cache";

const DYNAMIC_PATH = /\/\[[^/]+\](?=\/|$)/;

/** Seconds for which stale values serve; undefined: not at all. */
function servesStale(profile: string | CacheLife | undefined): number | undefined {
  if (!profile) return undefined;
  if (typeof profile === "object") return profile.expire === undefined ? -1 : seconds(profile.expire);
  const known = cacheLifeProfile(profile);
  if (known === undefined) {
    throw new Error(`Invalid profile provided "${profile}" must be configured under cacheLife in next.config or be "max"`);
  }
  return known.expire === undefined ? -1 : seconds(known.expire);
}

/** Without an end is a negative number to the store. */
function seconds(expire: number): number {
  return expire >= INFINITE ? -1 : expire;
}

export function revalidateTag(tag: string, profile?: string | CacheLife): void {
  if (nextMajor() !== 16) {
    note([tag], `revalidateTag ${tag}`, undefined);
    return;
  }
  if (!profile) {
    console.warn(
      '"revalidateTag" without the second argument is now deprecated, add second argument of "max" or use "updateTag". See more info here: https://nextjs.org/docs/messages/revalidate-tag-single-arg',
    );
  }
  note([tag], `revalidateTag(${JSON.stringify(tag)})`, profile);
}

export function revalidatePath(path: string, type?: "layout" | "page"): void {
  markPath(path, type, nextMajor() === 16 ? `revalidatePath(${JSON.stringify(path)})` : `revalidatePath ${path}`);
}

export function expireTag(...tags: string[]): void {
  note(tags, `unstable_expireTag ${tags.join(", ")}`, undefined);
}

export function expirePath(path: string, type?: "layout" | "page"): void {
  markPath(path, type, `unstable_expirePath ${path}`);
}

function markPath(path: string, type: string | undefined, expression: string): void {
  if (path.length > MAX_PATH_LENGTH) {
    console.warn(
      `Warning: revalidatePath received "${path}" which exceeded max length of ${MAX_PATH_LENGTH}. See more info here https://nextjs.org/docs/app/api-reference/functions/revalidatePath`,
    );
    return;
  }
  let tag = IMPLICIT + (nextMajor() === 16 ? asSent(path) : path === "" ? "/" : path);
  if (type) {
    tag += `${tag.endsWith("/") ? "" : "/"}${type}`;
  } else if (DYNAMIC_PATH.test(path)) {
    console.warn(
      `Warning: a dynamic page path "${path}" was passed to "revalidatePath", but the "type" parameter is missing. This has no effect by default, see more info here https://nextjs.org/docs/app/api-reference/functions/revalidatePath`,
    );
  }
  const tags = [tag];
  if (tag === `${IMPLICIT}/`) tags.push(`${IMPLICIT}/index`);
  else if (tag === `${IMPLICIT}/index`) tags.push(`${IMPLICIT}/`);
  note(tags, expression, undefined);
}

/** A path as addresses have it: without a slash at its end, and in ASCII. */
function asSent(path: string): string {
  const plain = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  if (plain === "") return "/";
  return plain.replace(/[^\t\x20-\x7e]+/g, (run) => encodeURIComponent(run.toWellFormed()));
}

function note(tags: string[], expression: string, profile: string | CacheLife | undefined): void {
  const invocation = handlerInvocation();
  if (invocation === undefined) {
    throw new Error(`Invariant: static generation store missing in ${expression}`);
  }
  const cached = cacheScope();
  if (cached !== undefined) throw revalidatedInCache(invocation, cached, expression);
  invocation.usesDynamic = true;
  const noted = tags.map((tag) => ({ tag: `${tag}`, profile }));
  if (invocation.done) {
    void revalidate(noted, invocation).catch((error: unknown) => console.error(error));
    return;
  }
  invocation.revalidations = [...(invocation.revalidations ?? []), ...noted];
}

/** Carries out what was noted, in its order: a later word on the same tag is the last. */
async function revalidate(noted: Revalidation[], invocation?: Invocation): Promise<void> {
  for (const { tag, profile } of noted) {
    await op_cache_mark([tag], servesStale(profile as string | CacheLife | undefined));
  }
  if (nextFeatures().hasCacheHandlers !== true) return;
  for (const [profile, tags] of byProfile(noted)) {
    const life = typeof profile === "string" ? cacheLifeProfile(profile) : (profile as CacheLife | undefined);
    await tellHandlers(invocation, tags, life || undefined);
  }
}

/** A handler is told all tags of a profile at once. */
function byProfile(noted: Revalidation[]): Map<unknown, string[]> {
  const groups = new Map<unknown, string[]>();
  const keys = new Map<string, unknown>();
  for (const { tag, profile } of noted) {
    const text = JSON.stringify(profile) ?? "";
    if (!keys.has(text)) keys.set(text, profile);
    const key = keys.get(text);
    groups.set(key, [...(groups.get(key) ?? []), tag]);
  }
  return groups;
}

/** Carries out what the handler of this invocation noted. What fails is logged: the answer stands. */
export async function carryOut(invocation: Invocation): Promise<void> {
  const noted = invocation.revalidations ?? [];
  invocation.revalidations = undefined;
  try {
    await revalidate(noted, invocation);
  } catch (error) {
    console.error(error);
  }
}
