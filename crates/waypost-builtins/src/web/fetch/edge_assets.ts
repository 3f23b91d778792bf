// Files beside edge handlers: `fetch(new URL("./font.ttf", import.meta.url))`.
// https://nextjs.org/docs/app/api-reference/edge (Next.js bundles them, and names them by `blob:` URLs)
//
// The bundler writes such a URL as a call of `edgeAsset`, so only files that the project's code names can be fetched.

import { basename, extname } from "waypost-internal:node/path/path";
import { URL } from "waypost-internal:web/url/url";

const files = new Map<string, string>();
const names = new Map<string, string>();

/** The URL of a file, the same each time. */
export function edgeAsset(path: string): URL {
  let name = names.get(path);
  if (name === undefined) {
    const extension = extname(path);
    name = `blob:server/edge/assets/${basename(path, extension)}.${names.size}${extension}`;
    names.set(path, name);
    files.set(name, path);
  }
  return new URL(name);
}

/** The file that a URL names, if it is one of these. */
export function edgeAssetFile(url: string): string | undefined {
  return files.get(url);
}
