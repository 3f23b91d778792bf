// cacheTag(): https://nextjs.org/docs/app/api-reference/functions/cacheTag

import { outsideOfCache } from "waypost-internal:next/cache/cache_life";
import { cacheScope } from "waypost-internal:next/cache/cache_scope";
import { validTags } from "waypost-internal:next/cache/tags";
import { nextMajor } from "waypost-internal:next/version/version";

/** Gives the value that is being made tags, by which it is revalidated. */
export function cacheTag(...tags: string[]): void {
  const scope = cacheScope();
  if (scope?.tags === undefined) throw outsideOfCache("cacheTag", "cache-tag-outside-use-cache");
  for (const tag of validTags(tags, nextMajor() === 16 ? "`cacheTag()`" : "cacheTag()")) scope.tags.add(tag);
}
