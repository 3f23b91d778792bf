// node:assert.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateOneOf } from "waypost-internal:internal/validators/validators";
import { AssertionError, framesOf, setStack } from "waypost-internal:node/assert/assertion_error";
import { sourceOfCall } from "waypost-internal:node/assert/call_site";
import { expectError, expectNoError, rejectionOf, thrownBy, type Expected } from "waypost-internal:node/assert/expected_error";
import { kSettings, raise, settingsOf, type Message, type Settings } from "waypost-internal:node/assert/failure";
import { hasPart } from "waypost-internal:node/assert/part";
import { process } from "waypost-internal:node/process/process";
import { isDeepEqual, isDeepStrictEqual } from "waypost-internal:node/util/deep_equal";
import { inspect } from "waypost-internal:node/util/inspect";
import { isRegExp } from "waypost-internal:node/util/types";

function needTwo(count: number): void {
  if (count < 2) throw new codes.ERR_MISSING_ARGS!("actual", "expected");
}

function okOf(self: unknown, args: unknown[]): void {
  const [value, message] = args as [unknown, Message];
  if (value) return;
  const isGenerated = args.length === 0 || message == null;
  let text: Message = message;
  if (args.length === 0) text = "No value argument passed to `assert.ok()`";
  else if (message == null) text = falsyMessage();
  raise(self, { actual: value, expected: true, message: text, operator: "==" }, isGenerated);
}

/** What was called, as it stands in the file, where that can be read. */
function falsyMessage(): string {
  const call = sourceOfCall(framesOf(new Error()));
  // eslint-disable-next-line no-control-regex
  const shown = call?.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, (c) => JSON.stringify(c).slice(1, -1));
  return shown === undefined ? "The expression evaluated to a falsy value" : `The expression evaluated to a falsy value:\n\n  ${shown}\n`;
}

export function ok(this: unknown, ...args: unknown[]): void {
  okOf(this, args);
}

interface AssertFunction {
  (...args: unknown[]): void;
  [name: string]: unknown;
}
export const assert: AssertFunction = function assert(...args: unknown[]): void {
  okOf(undefined, args);
} as AssertFunction;
Object.defineProperty(assert, "name", { value: "ok", configurable: true });

let hasWarned = false;

/** Fails. More than a message is an old form: `fail(actual, expected, message, operator)`. */
export function fail(this: unknown, ...args: unknown[]): never {
  const [actual, expected, message, operator] = args as [unknown, unknown, Message, string | undefined];
  if (args.length <= 1) {
    const text = actual as Message | null;
    raise(this, { actual: undefined, expected: undefined, message: text ?? "Failed", operator: "fail" }, text == null);
  }
  if (!hasWarned) {
    hasWarned = true;
    process.emitWarning(
      "assert.fail() with more than one argument is deprecated. Please use assert.strictEqual() instead or only pass a message.",
      "DeprecationWarning",
      "DEP0094",
    );
  }
  raise(this, { actual, expected, message, operator: operator ?? (args.length === 2 ? "!=" : "fail") });
}

function isLooselySame(actual: unknown, expected: unknown): boolean {
  return actual == expected || (Number.isNaN(actual) && Number.isNaN(expected));
}

export function equal(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!isLooselySame(actual, expected)) raise(this, { actual, expected, message, operator: "==" });
}

export function notEqual(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (isLooselySame(actual, expected)) raise(this, { actual, expected, message, operator: "!=" });
}

export function strictEqual(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!Object.is(actual, expected)) raise(this, { actual, expected, message, operator: "strictEqual" });
}

export function notStrictEqual(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (Object.is(actual, expected)) raise(this, { actual, expected, message, operator: "notStrictEqual" });
}

export function deepEqual(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!isDeepEqual(actual, expected)) raise(this, { actual, expected, message, operator: "deepEqual" });
}

export function notDeepEqual(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (isDeepEqual(actual, expected)) raise(this, { actual, expected, message, operator: "notDeepEqual" });
}

export function deepStrictEqual(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!isDeepStrictEqual(actual, expected, settingsOf(this).skipPrototype)) raise(this, { actual, expected, message, operator: "deepStrictEqual" });
}

export function notDeepStrictEqual(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (isDeepStrictEqual(actual, expected, settingsOf(this).skipPrototype)) raise(this, { actual, expected, message, operator: "notDeepStrictEqual" });
}

export function partialDeepStrictEqual(this: unknown, actual: unknown, expected: unknown, message?: Message): void {
  needTwo(arguments.length);
  if (!hasPart(actual, expected)) raise(this, { actual, expected, message, operator: "partialDeepStrictEqual" });
}

export function throws(this: unknown, fn: () => unknown, ...args: unknown[]): void {
  expectError(this, "throws", thrownBy(fn), args[0] as Expected, args[1] as Message, args.length + 2);
}

export async function rejects(this: unknown, source: unknown, ...args: unknown[]): Promise<void> {
  const origin = new Error();
  const reason = await rejectionOf(source);
  fromCall("rejects", origin, () => expectError(this, "rejects", reason, args[0] as Expected, args[1] as Message, args.length + 2));
}

export function doesNotThrow(this: unknown, fn: () => unknown, ...args: unknown[]): void {
  expectNoError(this, "doesNotThrow", thrownBy(fn), args[0], args[1] as Message);
}

export async function doesNotReject(this: unknown, source: unknown, ...args: unknown[]): Promise<void> {
  const origin = new Error();
  const reason = await rejectionOf(source);
  fromCall("doesNotReject", origin, () => expectNoError(this, "doesNotReject", reason, args[0], args[1] as Message));
}

/** Gives a failure the stack of the call: the one after an await leads nowhere. */
function fromCall(name: string, origin: Error, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof AssertionError && error.operator === name) setStack(error, [`    at async ${name} (node:assert)`, ...framesOf(origin)]);
    throw error;
  }
}

/** Throws what is neither `null` nor `undefined`: the first argument of a callback. */
export function ifError(this: unknown, value: unknown): void {
  if (value === null || value === undefined) return;
  let message = "ifError got unwanted exception: ";
  const text = (value as Error).message;
  if (typeof value === "object" && typeof text === "string") {
    message += text.length === 0 && value.constructor ? value.constructor.name : text;
  } else message += inspect(value);
  const error = new AssertionError({ actual: value, expected: null, operator: "ifError", message, diff: settingsOf(this).diff });
  error.generatedMessage = true;
  if (value instanceof Error) setStack(error, joined(framesOf(error), framesOf(value)));
  throw error;
}

/** The frames of both, those that they share once. */
function joined(frames: string[], original: string[]): string[] {
  const shared = original.map((frame) => frames.indexOf(frame)).find((at) => at >= 0);
  return [...(shared === undefined ? frames : frames.slice(0, shared)), ...original];
}

function checkMatch(self: unknown, text: unknown, pattern: RegExp, message: Message, operator: "match" | "doesNotMatch"): void {
  if (!isRegExp(pattern)) throw new codes.ERR_INVALID_ARG_TYPE!("regexp", "RegExp", pattern);
  const wants = operator === "match";
  if (typeof text === "string" && (pattern.exec(text) !== null) === wants) return;
  let made = message;
  if (!made) {
    if (typeof text !== "string") made = `The "string" argument must be of type string. Received type ${typeof text} (${inspect(text)})`;
    else {
      const what = wants ? "The input did not match the regular expression " : "The input was expected to not match the regular expression ";
      made = `${what}${inspect(pattern)}. Input:\n\n${inspect(text)}\n`;
    }
  }
  raise(self, { actual: text, expected: pattern, operator, message: made }, !message);
}

export function match(this: unknown, text: string, pattern: RegExp, message?: Message): void {
  checkMatch(this, text, pattern, message, "match");
}

export function doesNotMatch(this: unknown, text: string, pattern: RegExp, message?: Message): void {
  checkMatch(this, text, pattern, message, "doesNotMatch");
}

const methods: Record<string, unknown> = {
  fail, ok, equal, notEqual, deepEqual, notDeepEqual, deepStrictEqual, notDeepStrictEqual, strictEqual, notStrictEqual,
  partialDeepStrictEqual, throws, rejects, doesNotThrow, doesNotReject, ifError, match, doesNotMatch,
};

interface Instance {
  [kSettings]: Settings;
  [name: string]: unknown;
}
type AssertConstructor = new (options?: Partial<Settings>) => Instance;

/** The same functions with settings of their own. https://nodejs.org/docs/latest-v22.x/api/assert.html#class-assertassert */
export const Assert: AssertConstructor = function Assert(this: Instance, options?: Partial<Settings>): void {
  if (new.target === undefined) throw new codes.ERR_CONSTRUCT_CALL_REQUIRED!("Assert");
  const { diff = "simple", strict: isStrict = true, skipPrototype = false } = options ?? {};
  validateOneOf(diff, "options.diff", ["simple", "full"]);
  Object.defineProperty(this, kSettings, { value: { diff, strict: isStrict, skipPrototype } });
  this.AssertionError = AssertionError;
  if (isStrict) Object.assign(this, strictly);
} as unknown as AssertConstructor;
Object.defineProperty(Assert, "name", { value: "Assert", configurable: true });
for (const name in methods) {
  Object.defineProperty(Assert.prototype, name, { value: methods[name], writable: true, configurable: true, enumerable: false });
}

const strictly = { equal: strictEqual, deepEqual: deepStrictEqual, notEqual: notStrictEqual, notDeepEqual: notDeepStrictEqual };
const members: Record<string, unknown> = { ...methods, AssertionError, Assert };
Object.assign(assert, members);

export const strict: AssertFunction = function strict(...args: unknown[]): void {
  okOf(undefined, args);
} as AssertFunction;
Object.assign(strict, members, strictly);
strict.strict = strict;
assert.strict = strict;

export { AssertionError };
export default assert;
