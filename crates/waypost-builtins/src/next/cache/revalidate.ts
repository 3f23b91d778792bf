// revalidateTag and revalidatePath: https://nextjs.org/docs/app/api-reference/functions/revalidateTag
//
// In a handler they are noted, and carried out when it has returned, before its answer is sent: who
// has the answer finds the values gone. After the answer they are carried out at once.

import type { Invocation, Revalidation } from "waypost-internal:internal/turn/invocation";
import { cacheScope } from "waypost-internal:next/cache/cache_scope";
import { handlerInvocation } from "waypost-internal:next/cache/data_cache";
import { revalidatedInCache } from "waypost-internal:next/cache/misuse";
import { IMPLICIT, MAX_PATH_LENGTH } from "waypost-internal:next/cache/tags";
import { nextMajor } from "waypost-internal:next/version/version";
import { console } from "waypost-internal:node/console/console";
import { op_cache_mark } from "waypost-native:next/cache";

export interface CacheLife {
  stale?: number;
  revalidate?: number;
  expire?: number;
}

/** Seconds until values of a profile must not be used. https://nextjs.org/docs/app/api-reference/functions/cacheLife */
const EXPIRE: { readonly [profile: string]: number } = {
  __proto__: null as never,
  // Without an end.
  default: -1,
  seconds: 60,
  minutes: 3600,
  hours: 86_400,
  days: 604_800,
  weeks: 2_592_000,
  max: 31_536_000,
};

const DYNAMIC_PATH = /\/\[[^/]+\](?=\/|$)/;

/** Seconds for which stale values serve; undefined: not at all. */
function servesStale(profile: string | CacheLife | undefined): number | undefined {
  if (!profile) return undefined;
  if (typeof profile === "object") return profile.expire ?? -1;
  const expire = EXPIRE[profile];
  if (expire === undefined) {
    throw new Error(`Invalid profile provided "${profile}" must be configured under cacheLife in next.config or be "max"`);
  }
  return expire;
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
  let tag = IMPLICIT + (path === "" ? "/" : path);
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
    void revalidate(noted).catch((error: unknown) => console.error(error));
    return;
  }
  invocation.revalidations = [...(invocation.revalidations ?? []), ...noted];
}

/** Carries out what was noted, in its order: a later word on the same tag is the last. */
async function revalidate(noted: Revalidation[]): Promise<void> {
  for (const { tag, profile } of noted) {
    await op_cache_mark([tag], servesStale(profile as string | CacheLife | undefined));
  }
}

/** Carries out what the handler of this invocation noted. */
export function carryOut(invocation: Invocation): Promise<void> {
  const noted = invocation.revalidations ?? [];
  invocation.revalidations = undefined;
  return revalidate(noted);
}
