// `JSON.stringify` with the errors that users of Node.js know. The engine does all the work; what follows a throw is loaded then.

import { worded } from "waypost-internal:internal/errors/json_circle";

/** Replaces the engine's function by one that only words its errors anew. */
export function installJsonStringify(): void {
  const native = JSON.stringify as (...args: unknown[]) => string | undefined;
  const { stringify } = {
    stringify(value: unknown, replacer: unknown, space: unknown): string | undefined {
      try {
        return native(value, replacer, space);
      } catch (error) {
        throw worded(error, native, value, replacer);
      }
    },
  };
  Object.defineProperty(JSON, "stringify", { value: stringify, writable: true, enumerable: false, configurable: true });
}
