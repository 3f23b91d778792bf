// The blob URL store: https://w3c.github.io/FileAPI/#BlobURLStore
//
// One per realm. An entry lives until it is revoked, as the specification has it.

import { codedTypeError } from "waypost-internal:internal/web_interface/web_interface";
import { type Blob, isBlob } from "waypost-internal:web/blob/blob";
import { randomUUID } from "waypost-internal:web/crypto/random";

const PREFIX = "blob:nodedata:";
const store: Map<string, Blob> = new Map();

export function createObjectUrl(blob: unknown): string {
  if (!isBlob(blob)) {
    throw codedTypeError("ERR_INVALID_ARG_TYPE", 'The "obj" argument must be an instance of Blob.');
  }
  const id = randomUUID();
  store.set(id, blob);
  return PREFIX + id;
}

export function revokeObjectUrl(url: string): void {
  store.delete(idOf(url));
}

/** The blob behind an object URL, or undefined. A fragment does not matter. */
export function resolveObjectURL(url: string): Blob | undefined {
  return store.get(idOf(url));
}

function idOf(url: string): string {
  if (!url.startsWith(PREFIX)) return "";
  const hash = url.indexOf("#");
  return url.slice(PREFIX.length, hash < 0 ? url.length : hash);
}
