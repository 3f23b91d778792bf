// From a specifier to a builtin or a file, for modules that are loaded when they are asked for.

import { isBuiltin } from "waypost-internal:internal/loader/loader";
import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { fileURLToPath } from "waypost-internal:node/url/url";
import { op_modules_resolve } from "waypost-native:internal/modules";

/** What a specifier stands for. */
export type Place = { builtin: string } | { file: string };

/** Resolves a specifier in the module at `from`. */
export function place(specifier: string, from: string, isImport: boolean): Place {
  if (isBuiltin(specifier)) return { builtin: specifier };
  if (specifier.startsWith("file:")) return { file: op_modules_resolve(fileURLToPath(specifier), from, isImport) };
  if (isImport && /^[a-z][a-z0-9+.-]+:/i.test(specifier)) {
    const message = `Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol '${specifier.slice(0, specifier.indexOf(":") + 1)}'`;
    throw nodeError(Error, "ERR_UNSUPPORTED_ESM_URL_SCHEME", message);
  }
  return { file: op_modules_resolve(plainPath(specifier), from, isImport) };
}

/** The file that an import of an installed package means, also of one whose name is a builtin's. */
export function installedFile(specifier: string, from: string): string {
  return op_modules_resolve(specifier, from, true);
}

/** A query makes another instance of a module on Node; files have none. */
function plainPath(specifier: string): string {
  if (!specifier.startsWith(".") && !specifier.startsWith("/")) return specifier;
  const query = specifier.indexOf("?");
  return query < 0 ? specifier : specifier.slice(0, query);
}

/** The path that `createRequire` was given: absolute, or a file URL. */
export function modulePath(value: unknown): string {
  if (typeof value === "string" && value.startsWith("/")) return value;
  if (value instanceof URL || (typeof value === "string" && value.startsWith("file:"))) return fileURLToPath(value);
  throw new codes.ERR_INVALID_ARG_VALUE!("filename", value, "must be a file URL object, file URL string, or absolute path string");
}
