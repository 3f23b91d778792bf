// node:assert: AssertionError and the messages it makes itself.

import { validateObject } from "waypost-internal:internal/validators/validators";
import { inspect } from "waypost-internal:node/util/inspect";

interface Options {
  message?: string | Error;
  actual?: unknown;
  expected?: unknown;
  operator?: string;
  stackStartFn?: unknown;
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
  partialDeepStrictEqual: "Expected values to be partially and strictly deep-equal:",
};

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

  constructor(options: Options) {
    validateObject(options, "options");
    const { message, operator, actual, expected } = options;
    super(message != null ? String(message) : messageOf(operator ?? "", actual, expected));
    this.generatedMessage = !message;
    Object.defineProperty(this, "name", { value: "AssertionError", writable: true, enumerable: false, configurable: true });
    this.code = "ERR_ASSERTION";
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
  }

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](_depth: number, options: object): string {
    // Long texts are in the message already.
    return inspect(this, { ...options, customInspect: false, depth: 0 });
  }
}

function messageOf(operator: string, actual: unknown, expected: unknown): string {
  if (operator === "deepStrictEqual" || operator === "strictEqual" || operator === "partialDeepStrictEqual") return comparison(operator, actual, expected);
  if (operator === "notDeepStrictEqual" || operator === "notStrictEqual") return unequal(operator, actual);
  if (operator === "deepEqual" || operator === "notDeepEqual") {
    const head = HEADS[operator]!;
    const left = cut(show(actual));
    return operator === "notDeepEqual" ? `${head}\n\n${left}` : `${head}\n\n${left}\n\nshould loosely deep-equal\n\n${cut(show(expected))}`;
  }
  const left = short(inspect(actual));
  const right = short(inspect(expected));
  return `${left} ${operator} ${right}`;
}

function short(text: string): string {
  return text.length > 128 ? `${text.slice(0, 125)}...` : text;
}

function cut(text: string): string {
  const lines = text.split("\n");
  return lines.length > 50 ? `${lines.slice(0, 46).join("\n")}\n...` : text;
}

function unequal(operator: string, actual: unknown): string {
  const isObject = (typeof actual === "object" && actual !== null) || typeof actual === "function";
  const head = HEADS[operator === "notStrictEqual" && isObject ? "notStrictEqualObject" : operator]!;
  const lines = show(actual).split("\n");
  if (lines.length > 50) lines.splice(46, lines.length, "...");
  return lines.length === 1 ? `${head}${lines[0]!.length > 5 ? "\n\n" : " "}${lines[0]}` : `${head}\n\n${lines.join("\n")}\n`;
}

/** The two values line by line, `+` for what is only in the actual one, `-` for the expected one. */
function comparison(operator: string, actual: unknown, expected: unknown): string {
  let left = show(actual).split("\n");
  let right = show(expected).split("\n");
  const areObjects = typeof actual === "object" && actual !== null && typeof expected === "object" && expected !== null;
  let head = HEADS[operator]!;
  if (operator === "strictEqual" && ((areObjects && left.join() !== right.join()) || typeof actual === "function")) {
    head = HEADS.strictEqualObject!;
  }
  if (left.length === 1 && right.length === 1 && left[0] !== right[0]) {
    const length = left[0]!.length + right[0]!.length;
    const isPlain = !areObjects && (actual !== 0 || expected !== 0);
    if (length <= 12 && isPlain) return `${head}\n\n${left[0]} !== ${right[0]}\n`;
  }
  if (left.join("\n") === right.join("\n")) {
    return `${HEADS.notIdentical}\n\n${cut(left.join("\n"))}\n`;
  }
  const limit = 1000;
  if (left.length > limit || right.length > limit) {
    left = left.slice(0, limit);
    right = right.slice(0, limit);
  }
  return `${head}\n+ actual - expected\n\n${differenceOf(left, right).join("\n")}\n`;
}

/** A longest common subsequence, told line by line. */
function differenceOf(left: string[], right: string[]): string[] {
  const width = right.length + 1;
  const table = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      table[i * width + j] =
        left[i] === right[j] ? table[(i + 1) * width + j + 1]! + 1 : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!);
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      lines.push(`  ${left[i]}`);
      i++;
      j++;
    } else if (i < left.length && (j >= right.length || table[(i + 1) * width + j]! >= table[i * width + j + 1]!)) {
      lines.push(`+ ${left[i++]}`);
    } else lines.push(`- ${right[j++]}`);
  }
  return lines;
}
