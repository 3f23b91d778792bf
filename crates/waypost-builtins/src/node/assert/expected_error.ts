// node:assert: what `throws`, `rejects` and their opposites make of an error.

import { codes } from "waypost-internal:internal/errors/errors";
import { AssertionError } from "waypost-internal:node/assert/assertion_error";
import { raise, settingsOf, type Message } from "waypost-internal:node/assert/failure";
import { isDeepStrictEqual } from "waypost-internal:node/util/deep_equal";
import { inspect } from "waypost-internal:node/util/inspect";
import { isNativeError, isPromise, isRegExp } from "waypost-internal:node/util/types";

export type Expected = ((...args: never[]) => unknown) | RegExp | object;

const NOTHING: unique symbol = Symbol("nothing was thrown");

export function thrownBy(fn: () => unknown): unknown {
  if (typeof fn !== "function") throw new codes.ERR_INVALID_ARG_TYPE!("fn", "function", fn);
  try {
    fn();
  } catch (error) {
    return error;
  }
  return NOTHING;
}

export async function rejectionOf(source: unknown): Promise<unknown> {
  let promise: unknown;
  if (typeof source === "function") {
    promise = (source as () => unknown)();
    if (!isThenable(promise)) throw new codes.ERR_INVALID_RETURN_VALUE!("instance of Promise", "promiseFn", promise);
  } else if (isThenable(source)) promise = source;
  else throw new codes.ERR_INVALID_ARG_TYPE!("promiseFn", ["Function", "Promise"], source);
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return NOTHING;
}

function isThenable(value: unknown): boolean {
  if (isPromise(value)) return true;
  const like = value as { then?: unknown; catch?: unknown } | null;
  return typeof like === "object" && like !== null && typeof like.then === "function" && typeof like.catch === "function";
}

export function expectError(self: unknown, operator: string, actual: unknown, expected: Expected | string | undefined, given: Message, count: number): void {
  let message = given;
  let shape: Expected | undefined;
  if (typeof expected === "string") {
    if (count === 4) throw new codes.ERR_INVALID_ARG_TYPE!("error", ["Object", "Error", "Function", "RegExp"], expected);
    if (actual !== NOTHING) {
      const own = typeof actual === "object" && actual !== null ? (actual as Error).message : actual;
      if (own === expected) {
        const what = typeof actual === "object" ? `The error message "${String(own)}" is identical to the message.` : `The error "${String(own)}" is identical to the message.`;
        throw new codes.ERR_AMBIGUOUS_ARGUMENT!("error/message", what);
      }
    }
    message = expected;
  } else if (expected != null && typeof expected !== "object" && typeof expected !== "function") {
    throw new codes.ERR_INVALID_ARG_TYPE!("error", ["Object", "Error", "Function", "RegExp"], expected);
  } else shape = expected ?? undefined;
  if (actual === NOTHING) {
    const name = (shape as { name?: string } | undefined)?.name;
    const kind = operator === "rejects" ? "rejection" : "exception";
    const text = `${name ? ` (${name})` : ""}${message ? `: ${String(message)}` : "."}`;
    raise(self, { actual: undefined, expected: shape, operator, message: `Missing expected ${kind}${text}` });
  }
  if (shape !== undefined) checkError(self, actual, shape, message, operator);
}

function checkError(self: unknown, actual: unknown, expected: Expected, message: Message, operator: string): void {
  if (typeof expected !== "function") {
    if (isRegExp(expected)) checkPattern(self, actual, expected as RegExp, message, operator);
    else checkShape(self, actual, expected, message, operator);
    return;
  }
  const constructor = expected as unknown as new () => unknown;
  if (constructor.prototype !== undefined && actual instanceof constructor) return;
  if (Object.prototype.isPrototypeOf.call(Error, constructor) || (constructor as unknown) === Error) {
    if (message) raise(self, { actual, expected, message, operator });
    const received = isNativeError(actual) ? `"${(actual as Error).name}"` : `"${inspect(actual, { depth: -1 })}"`;
    const detail = isNativeError(actual) ? `\n\nError message:\n\n${(actual as Error).message}` : "";
    const text = `The error is expected to be an instance of "${constructor.name}". Received ${received}${detail}`;
    raise(self, { actual, expected, operator, message: text }, true);
  }
  const result = Reflect.apply(expected as never, {}, [actual]);
  if (result === true) return;
  const name = (expected as { name?: string }).name;
  const what = `The ${name ? `"${name}"` : ""} validation function is expected to return "true". Received ${inspect(result)}`.replace("The  ", "The ");
  const caught = isNativeError(actual) ? `\n\nCaught error:\n\n${String(actual)}` : "";
  raise(self, { actual, expected, operator, message: message || `${what}${caught}` }, !message);
}

function checkPattern(self: unknown, actual: unknown, pattern: RegExp, message: Message, operator: string): void {
  const text = String(actual);
  if (pattern.exec(text) !== null) return;
  const told = message || `The input did not match the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`;
  raise(self, { actual, expected: pattern, operator, message: told }, !message);
}

/** Every property of `expected` must be in the error; patterns match texts. */
function checkShape(self: unknown, actual: unknown, expected: object, message: Message, operator: string): void {
  if (typeof actual !== "object" || actual === null) {
    // A primitive is shown beside what was asked for, whatever the message is.
    const error = new AssertionError({ actual, expected, message, operator: "deepStrictEqual", diff: settingsOf(self).diff });
    error.operator = operator;
    throw error;
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push("name", "message");
  else if (keys.length === 0) throw new codes.ERR_INVALID_ARG_VALUE!("error", expected, "may not be an empty object");
  for (const key of keys) {
    const is = (actual as Record<string, unknown>)[key];
    const should = (expected as Record<string, unknown>)[key];
    if (typeof is === "string" && isRegExp(should) && (should as RegExp).exec(is) !== null) continue;
    if (key in (actual as object) && isDeepStrictEqual(is, should)) continue;
    const pick = (source: object): object => Object.fromEntries(keys.filter((k) => k in source).map((k) => [k, (source as Record<string, unknown>)[k]]));
    if (message) raise(self, { actual, expected, message, operator });
    const parts = { actual: pick(actual as object), expected: pick(expected) };
    const error = new AssertionError({ ...parts, operator: "deepStrictEqual", diff: settingsOf(self).diff });
    error.actual = actual;
    error.expected = expected;
    error.operator = operator;
    throw error;
  }
}

export function expectNoError(self: unknown, operator: string, actual: unknown, expected: unknown, given: Message): void {
  if (actual === NOTHING) return;
  let message = given;
  let shape = expected;
  if (typeof expected === "string") {
    message = expected;
    shape = undefined;
  }
  if (shape && !matchesError(actual, shape as Expected)) throw actual;
  const details = message ? `: ${String(message)}` : ".";
  const kind = operator === "doesNotReject" ? "rejection" : "exception";
  raise(self, {
    actual,
    expected: shape,
    operator,
    message: `Got unwanted ${kind}${details}\nActual message: "${String((actual as Error | null)?.message)}"`,
  });
}

function matchesError(actual: unknown, expected: Expected): boolean {
  if (typeof expected !== "function") return isRegExp(expected) && (expected as RegExp).exec(String(actual)) !== null;
  const constructor = expected as unknown as new () => unknown;
  if (constructor.prototype !== undefined && actual instanceof constructor) return true;
  if (Object.prototype.isPrototypeOf.call(Error, constructor)) return false;
  return Reflect.apply(expected as never, {}, [actual]) === true;
}
