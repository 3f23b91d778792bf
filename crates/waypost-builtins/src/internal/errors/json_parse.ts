// `JSON.parse` with the errors that users of Node.js know: handlers send their messages to clients.

import { jsonError } from "waypost-internal:internal/errors/json_error";

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

/** How the engine's own messages begin; what a reviver throws does not. */
const ENGINE = "JSON Parse error";

/** Replaces the engine's function by one that only words its errors anew. */
export function installJsonParse(): void {
  const native = JSON.parse;
  const capture = Error.captureStackTrace as (target: object, upTo: unknown) => void;
  const { parse } = {
    parse(text: unknown, reviver: Reviver): unknown {
      const source = typeof text === "string" ? text : `${text as string}`;
      try {
        return reviver === undefined ? native(source) : native(source, reviver);
      } catch (error) {
        if (!(error instanceof SyntaxError) || !error.message.startsWith(ENGINE)) throw error;
        const worded = jsonError(source);
        capture(worded, parse);
        throw worded;
      }
    },
  };
  Object.defineProperty(JSON, "parse", { value: parse, writable: true, enumerable: false, configurable: true });
}
