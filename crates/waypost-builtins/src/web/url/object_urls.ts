// The blob URL store: https://w3c.github.io/FileAPI/#BlobURLStore
//
// One per realm. An entry lives until it is revoked, as the specification has it.

import { codedTypeError } from "waypost-internal:internal/web_interface/web_interface";
import { serverOrigin } from "waypost-internal:internal/turn/server_origin";
import { type Blob, isBlob } from "waypost-internal:web/blob/blob";
import { randomUUID } from "waypost-internal:web/crypto/random";

const store: Map<string, Blob> = new Map();

export function createObjectUrl(blob: unknown): string {
  if (!isBlob(blob)) {
    throw codedTypeError("ERR_INVALID_ARG_TYPE", 'The "obj" argument must be an instance of Blob.');
  }
  // https://w3c.github.io/FileAPI/#unicodeBlobURL
  const url = `blob:${serverOrigin()}/${randomUUID()}`;
  store.set(url, blob);
  return url;
}

export function revokeObjectUrl(url: string): void {
  // A URL with a fragment names no entry.
  store.delete(url);
}

/** The blob behind an object URL, or undefined. A fragment does not matter. */
export function resolveObjectURL(url: string): Blob | undefined {
  const hash = url.indexOf("#");
  return store.get(hash < 0 ? url : url.slice(0, hash));
}
