// node:assert: AssertionError and the messages it makes itself.

import { stackHeader, v8Stack } from "waypost-internal:internal/errors/stack";
import { validateObject } from "waypost-internal:internal/validators/validators";
import { compareLines } from "waypost-internal:node/assert/difference";
import { inspect } from "waypost-internal:node/util/inspect";
import { isNativeError } from "waypost-internal:node/util/types";

/** How much of long values a message shows. */
export type Diff = "simple" | "full";

interface Options {
  message?: string | Error;
  actual?: unknown;
  expected?: unknown;
  operator?: string;
  stackStartFn?: unknown;
  stackStartFunction?: unknown;
  diff?: Diff;
}

const HEADS: Record<string, string> = {
  deepStrictEqual: "Expected values to be strictly deep-equal:",
  strictEqual: "Expected values to be strictly equal:",
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: "Expected values to be loosely deep-equal:",
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: "Values have same structure but are not reference-equal:",
  notDeepEqualUnequal: "Expected values not to be loosely deep-equal:",
  partialDeepStrictEqual: "Expected values to be partially and strictly deep-equal:",
};

/** Those whose message shows both values line by line. */
const COMPARED: Set<string> = new Set(["deepStrictEqual", "strictEqual", "partialDeepStrictEqual"]);

/** Lines of a value that a message shows, unless it is to be full. */
const SHOWN_LINES = 50;
/** Two plain values stand in one line up to so many characters, quotes not counted. */
const SHORT = 12;
/** Characters of a value in a message of the other operators. */
const LONG = 512;

function show(value: unknown): string {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

export class AssertionError extends Error {
  generatedMessage: boolean;
  code: string;
  actual: unknown;
  expected: unknown;
  operator: string | undefined;
  diff: Diff;

  constructor(options: Options) {
    validateObject(options, "options");
    const { message, operator, diff = "simple" } = options;
    const { actual, expected } = withoutStacks(options);
    super(textOf(message, operator ?? "undefined", actual, expected, diff));
    this.generatedMessage = !message;
    Object.defineProperty(this, "name", { value: "AssertionError", writable: true, enumerable: false, configurable: true });
    this.code = "ERR_ASSERTION";
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    const upTo = options.stackStartFn ?? options.stackStartFunction;
    if (typeof upTo === "function") Error.captureStackTrace(this, upTo as never);
    this.diff = diff;
    setStack(this, framesOf(this));
  }

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](_depth: number, options: object): string {
    // Long texts are in the message already.
    const { actual, expected } = this;
    if (typeof actual === "string") this.actual = shortened(actual);
    if (typeof expected === "string") this.expected = shortened(expected);
    try {
      return inspect(this, { ...options, customInspect: false, depth: 0 });
    } finally {
      this.actual = actual;
      this.expected = expected;
    }
  }
}

/** The frames of an error in V8's shape. */
export function framesOf(error: Error): string[] {
  const stack = v8Stack(error);
  const start = stack.indexOf("\n    at ");
  return start < 0 ? [] : stack.slice(start + 1).split("\n");
}

/** Gives an error the stack that Node shows of it: with the code in its first line. */
export function setStack(error: AssertionError, frames: string[]): void {
  const name = `${error.name} [${error.code}]`;
  const head = error.message === "" ? name : `${name}: ${error.message}`;
  Object.defineProperty(error, "stack", { value: [head, ...frames].join("\n"), writable: true, enumerable: false, configurable: true });
}

function shortened(text: string): string {
  const lines = text.split("\n", 11);
  if (lines.length > 10) return `${lines.slice(0, 10).join("\n")}\n...`;
  return text.length > LONG ? `${text.slice(LONG)}...` : text;
}

/** Two errors are compared without their stacks, which always differ. */
function withoutStacks(options: Options): { actual: unknown; expected: unknown } {
  const { actual, expected, message } = options;
  if (message == null && isNativeError(actual) && isNativeError(expected)) {
    return { actual: copyOf(actual as Error), expected: copyOf(expected as Error) };
  }
  return { actual, expected };
}

function copyOf(source: Error): Error {
  const copy = Object.assign(Object.setPrototypeOf(new Error(), Object.getPrototypeOf(source) as object) as Error, source);
  const set = (name: string, value: unknown): void => void Object.defineProperty(copy, name, { value, configurable: true, writable: true, enumerable: false });
  set("message", source.message);
  if (Object.hasOwn(source, "cause")) set("cause", isNativeError(source.cause) ? copyOf(source.cause as Error) : source.cause);
  // What `inspect` shows in place of frames.
  set("stack", stackHeader(source));
  return copy;
}

function textOf(message: unknown, operator: string, actual: unknown, expected: unknown, diff: Diff): string {
  if (message != null) return operator === "partialDeepStrictEqual" ? comparison(operator, actual, expected, diff, String(message)) : String(message);
  if (COMPARED.has(operator)) return comparison(operator, actual, expected, diff);
  if (operator === "notDeepStrictEqual" || operator === "notStrictEqual") return unequal(operator, actual, diff);
  return other(operator, show(actual), show(expected), diff);
}

function other(operator: string, actual: string, expected: string, diff: Diff): string {
  const cut = (text: string, most: number): string => (text.length > most && diff !== "full" ? `${text.slice(0, most - 3)}...` : text);
  if (operator === "notDeepEqual" && actual === expected) return cut(`${HEADS[operator]!}\n\n${actual}`, 2 * LONG);
  const [left, right] = [cut(actual, LONG), cut(expected, LONG)];
  if (operator === "deepEqual") return `${HEADS[operator]!}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  const head = HEADS[`${operator}Unequal`];
  if (head !== undefined) return `${head}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  return `${left} ${operator} ${right}`;
}

function unequal(operator: string, actual: unknown, diff: Diff): string {
  const isObject = (typeof actual === "object" && actual !== null) || typeof actual === "function";
  const head = HEADS[operator === "notStrictEqual" && isObject ? "notStrictEqualObject" : operator]!;
  const lines = show(actual).split("\n");
  if (lines.length > SHOWN_LINES && diff !== "full") lines.splice(46, lines.length, "...");
  if (lines.length === 1) return `${head}${lines[0]!.length > 5 ? "\n\n" : " "}${lines[0]}`;
  return `${head}\n\n${lines.join("\n")}\n`;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** The two values line by line, `+` for what is only in the actual one, `-` for the expected one. */
function comparison(operator: string, actual: unknown, expected: unknown, diff: Diff, message?: string): string {
  const areObjects = isObject(actual) && isObject(expected);
  const areFunctions = typeof actual === "function" && typeof expected === "function";
  const name = operator === "strictEqual" && (areObjects || areFunctions) ? "strictEqualObject" : operator;
  const left = show(actual);
  const right = show(expected);
  const [lines, others] = [left.split("\n"), right.split("\n")];
  if (lines.length === 1 && others.length === 1 && !areObjects) {
    return inOneLine(message ?? HEADS[name]!, actual, left, expected, right);
  }
  if (left === right) {
    const isCut = lines.length > SHOWN_LINES && diff !== "full";
    const shown = isCut ? `${lines.slice(0, SHOWN_LINES).join("\n")}\n...}` : left;
    return `${message ?? HEADS.notIdentical!}\n${isCut ? "\n... Skipped lines" : ""}\n${shown}\n`;
  }
  const { text, isCut } = compareLines(lines, others, actual !== null && typeof actual === "object");
  return `${message ?? HEADS[name]!}\n+ actual - expected${isCut ? "\n... Skipped lines" : ""}\n\n${text}\n`;
}

function inOneLine(head: string, actual: unknown, left: string, expected: unknown, right: string): string {
  const quotes = (typeof actual === "string" ? 2 : 0) + (typeof expected === "string" ? 2 : 0);
  const length = left.length + right.length;
  if (length - quotes <= SHORT && (actual !== 0 || expected !== 0)) return `${head}\n\n${left} !== ${right}\n`;
  let text = `+ ${left}\n- ${right}`;
  if (quotes === 4 && length <= 80) {
    const at = [...left].findIndex((_, i) => left[i] !== right[i]);
    // Nobody needs to be shown that the very first characters differ.
    if (at >= 3) text += `\n${" ".repeat(at + 2)}^`;
  }
  return `${head}\n+ actual - expected\n\n${text}\n`;
}
