// How what is not there says so.

import { nodeError } from "waypost-internal:internal/errors/errors";

/** A function that throws when it is called. */
export function refusing(what: string, why: string): () => never {
  return () => refuse(what, why);
}

export function refuse(what: string, why: string): never {
  throw nodeError(Error, "ERR_WAYPOST_NOT_AVAILABLE", `${what} is not available in waypost: ${why}`);
}
