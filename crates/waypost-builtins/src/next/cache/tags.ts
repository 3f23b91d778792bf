// Tags: those that users give, and those that come with a route's path.

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { console } from "waypost-internal:node/console/console";

const MAX_ITEMS = 128;
const MAX_LENGTH = 256;
/** A longer path is not revalidated. */
export const MAX_PATH_LENGTH = 1024;
/** What the tags of paths begin with. */
export const IMPLICIT = "_N_T_";

/** The tags that may be used; the others are named in a warning. */
export function validTags(tags: unknown, description: string): string[] {
  if (!Array.isArray(tags)) return [];
  const valid: string[] = [];
  const invalid: [tag: unknown, reason: string][] = [];
  for (let i = 0; i < tags.length; i++) {
    const tag: unknown = tags[i];
    if (typeof tag !== "string") invalid.push([tag, "invalid type, must be a string"]);
    else if (tag.length > MAX_LENGTH) invalid.push([tag, `exceeded max length of ${MAX_LENGTH}`]);
    else if (valid.length < MAX_ITEMS) valid.push(tag);
    else {
      console.warn(`Warning: exceeded max tag count for ${description}, dropped tags:`, tags.slice(i).join(", "));
      break;
    }
  }
  if (invalid.length !== 0) {
    console.warn(`Warning: invalid tags passed to ${description}: `);
    for (const [tag, reason] of invalid) console.log(`tag: "${String(tag)}" ${reason}`);
  }
  return valid;
}

/** The tags by which `revalidatePath` reaches what a request of this route uses. */
export function implicitTags(invocation: Invocation): string[] {
  const route = invocation.appRoute;
  if (route === undefined) return [];
  const tags = [`${IMPLICIT}/layout`];
  let path = "";
  for (const part of route.page.split("/")) {
    if (part === "") continue;
    path += `/${part}`;
    tags.push(`${IMPLICIT}${path}/layout`);
  }
  tags.push(`${IMPLICIT}${path}/route`);
  const { target } = invocation;
  const query = target.indexOf("?");
  tags.push(IMPLICIT + (query < 0 ? target : target.slice(0, query)));
  return tags;
}
