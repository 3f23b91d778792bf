// next/cache: https://nextjs.org/docs/app/api-reference/functions/revalidateTag and its kin.
//
// The names differ by version; one that a version does not have is undefined, as an import of it is
// in Next.js.

import { handlerInvocation } from "waypost-internal:next/cache/data_cache";
import { cacheLife as setCacheLife } from "waypost-internal:next/cache/cache_life";
import { isInCacheScope } from "waypost-internal:next/cache/cache_scope";
import { cacheTag as addCacheTags } from "waypost-internal:next/cache/cache_tag";
import { expirePath, expireTag, revalidatePath, revalidateTag } from "waypost-internal:next/cache/revalidate";
import { unstable_cache } from "waypost-internal:next/cache/unstable_cache";
import { nextFeatures, nextMajor } from "waypost-internal:next/version/version";
import { console } from "waypost-internal:node/console/console";

type Any = (...args: never[]) => unknown;

export { revalidatePath, revalidateTag, unstable_cache };

/** Fetches that say nothing are not cached from here on. */
export function unstable_noStore(): void {
  const invocation = handlerInvocation();
  // Inside a cached function it means nothing.
  if (invocation === undefined || isInCacheScope()) return;
  invocation.staticRun?.useUncached("unstable_noStore()");
  invocation.isNoStore = true;
  invocation.usesDynamic = true;
}

function onlyInActions(name: string, advice: string): Any {
  return () => {
    throw new Error(
      `${name} can only be called from within a Server Action. ${advice}See more info here: https://nextjs.org/docs/app/api-reference/functions/${name}`,
    );
  };
}

/** `"use cache"` needs a setting; so do the functions for it. */
function withSetting(name: string, whenSet: Any): Any {
  return (...args: never[]) => {
    if (nextFeatures().useCache === true) return whenSet(...args);
    const [called, setting] =
      nextMajor() === 16 ? [`\`${name}()\``, "`cacheComponents`"] : [`${name}()`, "experimental.useCache"];
    throw new Error(`${called} is only available with the ${setting} config.`);
  };
}

/** The name from before it was stable: says so once. */
function renamed(name: string, stable: Any): Any {
  let isSaid = false;
  return (...args: never[]) => {
    if (!isSaid) {
      isSaid = true;
      console.error(
        new Error(
          `\`unstable_${name}\` was recently stabilized and should be imported as \`${name}\`. The \`unstable\` prefixed form will be removed in a future version of Next.js.`,
        ),
      );
    }
    return stable(...args);
  };
}

/** The value in these versions, undefined in others. */
function since<T>(first: number, last: number, make: () => T): T | undefined {
  const major = nextMajor();
  return major >= first && major <= last ? make() : undefined;
}

export const unstable_expireTag: Any | undefined = since(15, 15, () => expireTag as Any);
export const unstable_expirePath: Any | undefined = since(15, 15, () => expirePath as Any);
export const updateTag: Any | undefined = since(16, 16, () =>
  onlyInActions(
    "updateTag",
    "To invalidate cache tags in Route Handlers or other contexts, use revalidateTag instead. ",
  ),
);
export const refresh: Any | undefined = since(16, 16, () => onlyInActions("refresh", ""));
export const cacheLife: Any | undefined = since(16, 16, () => withSetting("cacheLife", setCacheLife as Any));
export const cacheTag: Any | undefined = since(16, 16, () => withSetting("cacheTag", addCacheTags as Any));
export const unstable_cacheLife: Any | undefined =
  since(15, 15, () => withSetting("cacheLife", setCacheLife as Any)) ?? since(16, 16, () => renamed("cacheLife", cacheLife as Any));
export const unstable_cacheTag: Any | undefined =
  since(15, 15, () => withSetting("cacheTag", addCacheTags as Any)) ?? since(16, 16, () => renamed("cacheTag", cacheTag as Any));

const all: Record<string, unknown> = {
  unstable_cache,
  updateTag,
  revalidateTag,
  revalidatePath,
  refresh,
  unstable_expireTag,
  unstable_expirePath,
  unstable_noStore,
  cacheLife,
  cacheTag,
  unstable_cacheLife,
  unstable_cacheTag,
};
for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];

export default all;
