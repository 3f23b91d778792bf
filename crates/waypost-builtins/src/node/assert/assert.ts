// node:assert.

import { codes } from "waypost-internal:internal/errors/errors";
import { AssertionError } from "waypost-internal:node/assert/assertion_error";
import { isDeepEqual, isDeepStrictEqual } from "waypost-internal:node/util/deep_equal";
import { inspect } from "waypost-internal:node/util/inspect";
import { isNativeError, isPromise, isRegExp } from "waypost-internal:node/util/types";

type Message = string | Error | undefined;
type Expected = ((...args: never[]) => unknown) | RegExp | object;

interface Failure {
  actual: unknown;
  expected: unknown;
  message: Message;
  operator: string;
  stackStartFn?: unknown;
}

function failWith(failure: Failure): never {
  if (failure.message instanceof Error) throw failure.message;
  throw new AssertionError(failure as never);
}

function needTwo(count: number): void {
  if (count < 2) throw new codes.ERR_MISSING_ARGS!("actual", "expected");
}

function okOf(args: unknown[], operator: string): void {
  const [value, message] = args as [unknown, Message];
  if (value) return;
  let generated = false;
  let text: Message = message;
  if (args.length === 0) {
    generated = true;
    text = "No value argument passed to `assert.ok()`";
  } else if (message == null) {
    generated = true;
    text = "The expression evaluated to a falsy value";
  } else if (message instanceof Error) throw message;
  const error = new AssertionError({ actual: value, expected: true, message: text as string, operator });
  error.generatedMessage = generated;
  throw error;
}

export function ok(...args: unknown[]): void {
  okOf(args, "==");
}

interface Assert {
  (...args: unknown[]): void;
  [name: string]: unknown;
}
export const assert: Assert = function assert(...args: unknown[]): void {
  okOf(args, "==");
} as Assert;
Object.defineProperty(assert, "name", { value: "ok", configurable: true });

export function fail(message?: Message): never {
  if (message instanceof Error) throw message;
  const error = new AssertionError({ message: message ?? "Failed", operator: "fail", actual: undefined, expected: undefined });
  error.generatedMessage = message === undefined;
  throw error;
}

export function equal(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (actual == expected || (Number.isNaN(actual) && Number.isNaN(expected))) return;
  failWith({ actual, expected, message, operator: "==" });
}

export function notEqual(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (actual == expected || (Number.isNaN(actual) && Number.isNaN(expected))) failWith({ actual, expected, message, operator: "!=" });
}

export function strictEqual(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!Object.is(actual, expected)) failWith({ actual, expected, message, operator: "strictEqual" });
}

export function notStrictEqual(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (Object.is(actual, expected)) failWith({ actual, expected, message, operator: "notStrictEqual" });
}

export function deepEqual(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!isDeepEqual(actual, expected)) failWith({ actual, expected, message, operator: "deepEqual" });
}

export function notDeepEqual(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (isDeepEqual(actual, expected)) failWith({ actual, expected, message, operator: "notDeepEqual" });
}

export function deepStrictEqual(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!isDeepStrictEqual(actual, expected)) failWith({ actual, expected, message, operator: "deepStrictEqual" });
}

export function notDeepStrictEqual(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (isDeepStrictEqual(actual, expected)) failWith({ actual, expected, message, operator: "notDeepStrictEqual" });
}

export function partialDeepStrictEqual(actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!hasPart(actual, expected)) failWith({ actual, expected, message, operator: "partialDeepStrictEqual" });
}

/** Whether everything of `expected` is in `actual`. */
function hasPart(actual: unknown, expected: unknown): boolean {
  if (isDeepStrictEqual(actual, expected)) return true;
  if (typeof actual !== "object" || typeof expected !== "object" || actual === null || expected === null) return false;
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false;
  if (expected instanceof Map) {
    return [...expected].every(([key, value]) => (actual as Map<unknown, unknown>).has(key) && hasPart((actual as Map<unknown, unknown>).get(key), value));
  }
  if (expected instanceof Set || Array.isArray(expected)) return hasItems([...(actual as Iterable<unknown>)], [...expected]);
  return Reflect.ownKeys(expected).every((key) =>
    Object.hasOwn(actual, key) && hasPart((actual as Record<PropertyKey, unknown>)[key], (expected as Record<PropertyKey, unknown>)[key]),
  );
}

function hasItems(actual: unknown[], expected: unknown[]): boolean {
  let from = 0;
  for (const item of expected) {
    const at = actual.findIndex((one, i) => i >= from && hasPart(one, item));
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

const NOTHING: unique symbol = Symbol("nothing was thrown");

function thrownBy(fn: () => unknown): unknown {
  if (typeof fn !== "function") throw new codes.ERR_INVALID_ARG_TYPE!("fn", "function", fn);
  try {
    fn();
  } catch (error) {
    return error;
  }
  return NOTHING;
}

async function rejectionOf(source: unknown): Promise<unknown> {
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

function expectError(operator: string, actual: unknown, expected: Expected | string | undefined, given: Message, count: number): void {
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
    failWith({ actual: undefined, expected: shape, operator, message: `Missing expected ${kind}${text}` });
  }
  if (shape !== undefined) checkError(actual, shape, message, operator);
}

function checkError(actual: unknown, expected: Expected, message: Message, operator: string): void {
  if (typeof expected !== "function") {
    if (isRegExp(expected)) checkPattern(actual, expected as RegExp, message, operator);
    else checkShape(actual, expected, message, operator);
    return;
  }
  const constructor = expected as unknown as new () => unknown;
  if (constructor.prototype !== undefined && actual instanceof constructor) return;
  if (Object.prototype.isPrototypeOf.call(Error, constructor) || (constructor as unknown) === Error) {
    if (message) failWith({ actual, expected, message, operator });
    const received = isNativeError(actual) ? `"${(actual as Error).name}"` : `"${inspect(actual, { depth: -1 })}"`;
    const detail = isNativeError(actual) ? `\n\nError message:\n\n${(actual as Error).message}` : "";
    const error = new AssertionError({
      actual,
      expected,
      operator,
      message: `The error is expected to be an instance of "${constructor.name}". Received ${received}${detail}`,
    });
    error.generatedMessage = true;
    throw error;
  }
  const result = Reflect.apply(expected as never, {}, [actual]);
  if (result === true) return;
  const name = (expected as { name?: string }).name;
  const generated = !message;
  const what = `The ${name ? `"${name}"` : ""} validation function is expected to return "true". Received ${inspect(result)}`.replace("The  ", "The ");
  const caught = isNativeError(actual) ? `\n\nCaught error:\n\n${String(actual)}` : "";
  if (message instanceof Error) throw message;
  const error = new AssertionError({ actual, expected, operator, message: (message as string) || `${what}${caught}` });
  error.generatedMessage = generated;
  throw error;
}

function checkPattern(actual: unknown, pattern: RegExp, message: Message, operator: string): void {
  const text = String(actual);
  if (pattern.exec(text) !== null) return;
  const generated = !message;
  if (message instanceof Error) throw message;
  const error = new AssertionError({
    actual,
    expected: pattern,
    operator,
    message: (message as string) || `The input did not match the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`,
  });
  error.generatedMessage = generated;
  throw error;
}

/** Every property of `expected` must be in the error; patterns match texts. */
function checkShape(actual: unknown, expected: object, message: Message, operator: string): void {
  if (typeof actual !== "object" || actual === null) {
    failWith({ actual, expected, message, operator: "deepStrictEqual" });
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
    if (message) failWith({ actual, expected, message, operator });
    const error = new AssertionError({ actual: pick(actual as object), expected: pick(expected), operator: "deepStrictEqual" });
    error.actual = actual;
    error.expected = expected;
    error.operator = operator;
    throw error;
  }
}

export function throws(fn: () => unknown, ...args: unknown[]): void {
  expectError("throws", thrownBy(fn), args[0] as Expected, args[1] as Message, args.length + 2);
}

export async function rejects(source: unknown, ...args: unknown[]): Promise<void> {
  expectError("rejects", await rejectionOf(source), args[0] as Expected, args[1] as Message, args.length + 2);
}

function expectNoError(operator: string, actual: unknown, expected: unknown, given: Message): void {
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
  failWith({
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

export function doesNotThrow(fn: () => unknown, ...args: unknown[]): void {
  expectNoError("doesNotThrow", thrownBy(fn), args[0], args[1] as Message);
}

export async function doesNotReject(source: unknown, ...args: unknown[]): Promise<void> {
  expectNoError("doesNotReject", await rejectionOf(source), args[0], args[1] as Message);
}

/** Throws what is neither `null` nor `undefined`: the first argument of a callback. */
export function ifError(value: unknown): void {
  if (value === null || value === undefined) return;
  let message = "ifError got unwanted exception: ";
  const text = (value as Error).message;
  if (typeof value === "object" && typeof text === "string") {
    message += text.length === 0 && value.constructor ? value.constructor.name : text;
  } else message += inspect(value);
  const error = new AssertionError({ actual: value, expected: null, operator: "ifError", message });
  error.generatedMessage = true;
  throw error;
}

function checkMatch(text: unknown, pattern: RegExp, message: Message, operator: "match" | "doesNotMatch"): void {
  if (!isRegExp(pattern)) throw new codes.ERR_INVALID_ARG_TYPE!("regexp", "RegExp", pattern);
  const wants = operator === "match";
  if (typeof text === "string" && (pattern.exec(text) !== null) === wants) return;
  if (message instanceof Error) throw message;
  let made = message as string | undefined;
  if (!made) {
    if (typeof text !== "string") made = `The "string" argument must be of type string. Received type ${typeof text} (${inspect(text)})`;
    else {
      const what = wants ? "The input did not match the regular expression " : "The input was expected to not match the regular expression ";
      made = `${what}${inspect(pattern)}. Input:\n\n${inspect(text)}\n`;
    }
  }
  const error = new AssertionError({ actual: text, expected: pattern, operator, message: made });
  error.generatedMessage = !message;
  throw error;
}

export function match(text: string, pattern: RegExp, message?: Message): void {
  checkMatch(text, pattern, message, "match");
}

export function doesNotMatch(text: string, pattern: RegExp, message?: Message): void {
  checkMatch(text, pattern, message, "doesNotMatch");
}

const members: Record<string, unknown> = {
  fail, AssertionError, ok, equal, notEqual, deepEqual, notDeepEqual, deepStrictEqual, notDeepStrictEqual, strictEqual,
  notStrictEqual, partialDeepStrictEqual, throws, rejects, doesNotThrow, doesNotReject, ifError, match, doesNotMatch,
};
Object.assign(assert, members);

export const strict: Assert = function strict(...args: unknown[]): void {
  okOf(args, "==");
} as Assert;
Object.assign(strict, members, { equal: strictEqual, deepEqual: deepStrictEqual, notEqual: notStrictEqual, notDeepEqual: notDeepStrictEqual });
strict.strict = strict;
assert.strict = strict;

export { AssertionError };
export default assert;
