// `JSON.stringify` with the errors that users of Node.js know. The engine does all the work; only when it throws is the value
// walked again, for the path that V8 prints.

import { circularMessage } from "waypost-internal:internal/errors/json_circle";

type Replacer = ((this: unknown, key: string, value: unknown) => unknown) | (string | number)[] | null | undefined;
type Stringify = (value: unknown, replacer?: Replacer, space?: unknown) => string | undefined;

const CIRCLE = "JSON.stringify cannot serialize cyclic structures.";
const BIGINT = "JSON.stringify cannot serialize BigInt.";

/** Replaces the engine's function by one that only words its errors anew. */
export function installJsonStringify(): void {
  const native = JSON.stringify as Stringify;
  const define = Reflect.defineProperty;
  const typeErrors = TypeError.prototype;
  const { stringify } = {
    stringify(value: unknown, replacer: Replacer, space: unknown): string | undefined {
      try {
        return native(value, replacer, space);
      } catch (error) {
        if (error instanceof TypeError && Object.getPrototypeOf(error) === typeErrors) {
          if (error.message === BIGINT) define(error, "message", { value: "Do not know how to serialize a BigInt" });
          else if (error.message === CIRCLE) define(error, "message", { value: circularMessage(native, value, replacer) });
        }
        throw error;
      }
    },
  };
  Object.defineProperty(JSON, "stringify", { value: stringify, writable: true, enumerable: false, configurable: true });
}
