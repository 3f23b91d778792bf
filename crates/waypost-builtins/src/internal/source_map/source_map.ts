// From a place in a chunk to the place in the user's file.

import type { Place } from "waypost-internal:internal/errors/stack";
import { op_source_map_lookup } from "waypost-native:internal/source_map";

/** How the runtime begins the name of each chunk. */
const CHUNK = "waypost://";

/** Whether a script is a chunk: code of the user, or what the bundler put around it. */
export function isChunk(url: string): boolean {
  return url.startsWith(CHUNK);
}

/** The user's place, or undefined for what the bundler added. */
export function sourcePlace(place: Place): Place | undefined {
  const found = op_source_map_lookup(place.url, place.line, place.column);
  if (found === undefined) return undefined;
  const [url, line, column] = found;
  return { url, line, column };
}
