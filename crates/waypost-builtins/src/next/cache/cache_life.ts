// cacheLife(): https://nextjs.org/docs/app/api-reference/functions/cacheLife
//
// A value's life is that which its function asks for; else the shortest of what it uses, and that of
// the default profile.

import { cacheScope, currentRoute } from "waypost-internal:next/cache/cache_scope";
import { type CacheLife, nextFeatures, nextMajor } from "waypost-internal:next/version/version";

export type { CacheLife };

/** What Next.js takes for ever, because `Infinity` is no JSON. */
export const INFINITE: number = 0xfffffffe;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const PROFILES: { readonly [profile: string]: CacheLife } = {
  __proto__: null as never,
  default: { stale: 300, revalidate: 900, expire: INFINITE },
  seconds: { stale: 30, revalidate: 1, expire: MINUTE },
  minutes: { stale: 300, revalidate: MINUTE, expire: HOUR },
  hours: { stale: 300, revalidate: HOUR, expire: DAY },
  days: { stale: 300, revalidate: DAY, expire: 7 * DAY },
  weeks: { stale: 300, revalidate: 7 * DAY, expire: 30 * DAY },
  max: { stale: 300, revalidate: 30 * DAY, expire: 365 * DAY },
};

/** A profile of `next.config`, or a built-in one. */
export function cacheLifeProfile(name: string): CacheLife | undefined {
  const given = nextFeatures().cacheLife;
  const own = given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
  if (name === "default") return { ...PROFILES.default, ...own };
  if (own !== undefined) return own;
  // In 15 it has no end.
  return name === "max" && nextMajor() === 15 ? { ...PROFILES.max, expire: INFINITE } : PROFILES[name];
}

function unknownProfile(name: string): Error {
  const is16 = nextMajor() === 16;
  const what = `Unknown ${is16 ? "`cacheLife()`" : "cacheLife"} profile "${name}" is not configured in next.config.js\n`;
  if (cacheLifeProfile(name.trim()) !== undefined) return new Error(`${what}Did you mean "${name.trim()}" without the spaces?`);
  return new Error(
    is16
      ? `${what}module.exports = {\n  cacheLife: {\n    "${name}": ...\n  }\n}`
      : `${what}module.exports = {\n  experimental: {\n    cacheLife: {\n      "${name}": ...\n    }\n  }\n}`,
  );
}

const FOREVER = {
  stale: "if you want to cache on the client forever without checking with the server.",
  revalidate: "if you do not want to revalidate by time.",
  expire: "if you want to cache on the server forever without checking with the origin.",
};
const KEYS = ["stale", "revalidate", "expire"] as const;

function checkedSeconds(key: (typeof KEYS)[number], value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (value === false) throw new Error(`Pass \`Infinity\` instead of \`false\` ${FOREVER[key]}`);
  if (typeof value !== "number") throw new Error(`The ${key} option must be a number of seconds.`);
  if (value === Number.POSITIVE_INFINITY) return INFINITE;
  if (!Number.isFinite(value) && nextMajor() === 16) {
    throw new Error(
      `Invalid \`cacheLife()\` option "${key}" provided, expected a finite number of seconds or Infinity, received ${value}.`,
    );
  }
  return value;
}

function tooShort(than: string): Error {
  return new Error(
    `If providing both the ${than} and expire options, the expire option must be greater than the ${than} option. The expire option indicates how many seconds from the start until it can no longer be used.`,
  );
}

/** What a call gave, checked. */
function checkedLife(given: { [key: string]: unknown }): CacheLife {
  const life: CacheLife = {};
  for (const key of KEYS) {
    const value = checkedSeconds(key, given[key]);
    if (value !== undefined) life[key] = value;
  }
  const { stale, revalidate, expire } = life;
  if (revalidate !== undefined && expire !== undefined && revalidate > expire) throw tooShort("revalidate");
  if (nextMajor() === 15 && stale !== undefined && expire !== undefined && stale > expire) throw tooShort("stale");
  return life;
}

export function cacheLife(profile: string | CacheLife): void {
  const scope = cacheScope();
  if (scope?.asked === undefined) throw outsideOfCache("cacheLife", "cache-life-outside-use-cache");
  let life: CacheLife | undefined;
  if (typeof profile === "string") {
    life = cacheLifeProfile(profile);
    if (life === undefined) throw unknownProfile(profile);
  } else if (typeof profile !== "object" || profile === null || Array.isArray(profile)) {
    throw new Error(
      nextMajor() === 16
        ? "Invalid `cacheLife()` option. Either pass a profile name or object."
        : "Invalid cacheLife() option. Either pass a profile name or object.",
    );
  } else {
    life = checkedLife(profile as { [key: string]: unknown });
  }
  shorten(scope.asked, life);
}

/** The shortest of several counts. */
export function shorten(life: CacheLife, by: CacheLife): void {
  for (const key of KEYS) {
    const value = by[key];
    if (value !== undefined && !((life[key] as number) <= value)) life[key] = value;
  }
}

/** Where the function belongs, in the words of the version. */
export function outsideOfCache(name: string, page: string): Error {
  if (nextMajor() !== 16) return new Error(`${name}() can only be called inside a "use cache" function.`);
  const route = currentRoute();
  const prefix = route === undefined ? "" : `Route "${route}": `;
  return new Error(
    `${prefix}\`${name}()\` can only be called inside a \`"use cache"\` or \`"use cache: private"\` function.\nLearn more: https://nextjs.org/docs/messages/${page}`,
  );
}
