// The `require` of one module, and how bundled files reach the loader.

import { isBuiltin } from "waypost-internal:internal/loader/loader";
import { failedModule } from "waypost-internal:internal/loader/missing";
import { validateString } from "waypost-internal:internal/validators/validators";
import { refusedAddons } from "waypost-internal:internal/modules/addons";
import { forgetModules, loadFile, Module, moduleAt } from "waypost-internal:internal/modules/common_js";
import { forgetRecords, recordOf, runNow } from "waypost-internal:internal/modules/es_module";
import { bundledNamespaceOf, requiredFace } from "waypost-internal:internal/modules/interop";
import { modulePath } from "waypost-internal:internal/modules/resolve";
import { resolve as resolvePath } from "waypost-internal:node/path/path";
import { op_modules_reset, op_modules_resolve } from "waypost-native:internal/modules";

/** What a module calls `require`. */
export interface RequireFunction {
  (id: string): unknown;
  resolve: ((request: string, options?: { paths?: string[] }) => string) & { paths(request: string): string[] | null };
  cache: Record<string, unknown>;
  extensions: Record<string, unknown>;
  main: unknown;
}

export function makeRequire(module: Module): RequireFunction {
  const require = (id: string): unknown => module.require(id);
  const resolve = (request: string, options?: { paths?: string[] }): string => {
    validateString(request, "request");
    if (options?.paths === undefined) return fileOrName(request, module);
    return resolveFromPaths(request, options.paths);
  };
  const paths = (request: string): string[] | null => {
    validateString(request, "request");
    return isBuiltin(request) ? null : module.paths;
  };
  return Object.assign(require, {
    resolve: Object.assign(resolve, { paths }),
    main: undefined,
    extensions: Module._extensions,
    cache: Module._cache,
  });
}

/**
 * What a specifier means, for somebody who reads the file. `next/package.json` is a builtin for those who import it; the
 * installed one is on disk all the same.
 */
function fileOrName(request: string, module: Module): string {
  const name = Module._resolveFilename(request, module, false);
  if (!name.endsWith(".json") || !isBuiltin(name)) return name;
  try {
    return op_modules_resolve(name, module.filename ?? module.id, false);
  } catch {
    return name;
  }
}

/** The first of the folders that has it. */
function resolveFromPaths(request: string, paths: string[]): string {
  let failure: unknown;
  for (const folder of paths) {
    try {
      return fileOrName(request, moduleAt(resolvePath(folder, "noop.js")));
    } catch (error) {
      failure = error;
    }
  }
  throw failure ?? new Error(`Cannot find module '${request}'`);
}

/** `module.createRequire`. */
export function createRequire(filename: unknown): RequireFunction {
  const path = modulePath(filename);
  return makeRequire(moduleAt(path.endsWith("/") ? `${path}noop.js` : path));
}

/** Packages that failed because their addon was refused. */
const withoutAddon = new Map<string, Record<string, unknown>>();

/**
 * The namespace of a package that stayed outside of the bundle; its file runs now if it has not. Who imports it cannot catch
 * that its addon is refused, and may need it for one request in a thousand: it throws when it is used.
 */
export function externalNamespace(path: string): Record<string, unknown> {
  const failed = withoutAddon.get(path);
  if (failed !== undefined) return failed;
  const refused = refusedAddons();
  try {
    const record = recordOf(path);
    return record === undefined ? bundledNamespaceOf(loadFile(path)) : runNow(record);
  } catch (error) {
    if (refusedAddons() === refused) throw error;
    const standIn = failedModule(error);
    withoutAddon.set(path, standIn);
    return standIn;
  }
}

/** What `require` of it gives. */
export function requireExternal(path: string): unknown {
  const record = recordOf(path);
  return record === undefined ? loadFile(path).exports : requiredFace(runNow(record));
}

/** A new app image has new modules. */
export function forgetAll(): void {
  withoutAddon.clear();
  forgetModules();
  forgetRecords();
  op_modules_reset();
}
