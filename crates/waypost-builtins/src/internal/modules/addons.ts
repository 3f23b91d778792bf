// Native addons are compiled against Node's engine, so none is loaded. They are refused, and a package that can do
// without takes its other way; one that cannot is a stand-in for the project's modules that import it, and fails when they
// use it (`externalNamespace`). Where all depends on code that mentions an addon and may never call it, as a plugin of
// `next.config`, an object stands in for it whose members throw when they are called.

import { nodeError } from "waypost-internal:internal/errors/errors";
import { op_modules_instead_of_addon } from "waypost-native:internal/modules";
import { missingModule } from "waypost-internal:internal/loader/missing";

let standIn = false;
let refused = 0;

/** From now on addons load, and throw when they are used. */
export function standInForAddons(): void {
  standIn = true;
}

/** Whether something asked for an addon and was refused. */
export function wasAddonRefused(): boolean {
  return refused > 0;
}

/** How often that was. */
export function refusedAddons(): number {
  return refused;
}

/** What `require` or `process.dlopen` of the file gives. */
export function loadAddon(filename: string): unknown {
  if (standIn) return missingModule(filename);
  refused += 1;
  throw nodeError(Error, "ERR_DLOPEN_FAILED", `${filename} is a native addon, which waypost does not load; ${op_modules_instead_of_addon(filename)}`);
}
