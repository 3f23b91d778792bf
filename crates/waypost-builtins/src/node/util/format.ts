// util.format: `%s %d %i %f %j %o %O %c %%`, then the rest of the arguments.

import { inspect, type InspectOptions } from "waypost-internal:node/util/inspect";
import { formatBigInt, formatNumber } from "waypost-internal:node/util/inspect_primitive";
import { plain } from "waypost-internal:node/util/inspect";
import { validateObject } from "waypost-internal:internal/validators/validators";
import { isNativeError } from "waypost-internal:node/util/types";
import { op_util_proxy_target } from "waypost-native:node/util";

export function format(...args: unknown[]): string {
  return formatInternal(undefined, args);
}

export function formatWithOptions(options: InspectOptions, ...args: unknown[]): string {
  validateObject(options, "inspectOptions", { allowArray: true });
  return formatInternal(options, args);
}

function formatInternal(options: InspectOptions | undefined, args: unknown[]): string {
  const first = args[0];
  if (args.length === 1) return typeof first === "string" ? first : inspect(first, nested(options));
  let text = "";
  let next = 0;
  if (typeof first === "string") {
    const [filled, used] = fill(first, args, options);
    text = filled;
    next = used;
  }
  for (let i = next; i < args.length; i++) {
    const value = args[i];
    if (i > 0) text += " ";
    text += typeof value === "string" ? value : inspect(value, nested(options));
  }
  return text;
}

function nested(options: InspectOptions | undefined): InspectOptions {
  return { ...options, compact: 3, colors: options?.colors ?? false, depth: options?.depth === undefined ? 2 : options.depth };
}

/** Replaces the placeholders; answers the text and the index of the first argument not used. */
function fill(template: string, args: unknown[], options: InspectOptions | undefined): [string, number] {
  let text = "";
  let last = 0;
  let used = 1;
  for (let i = 0; i < template.length - 1; i++) {
    if (template[i] !== "%") continue;
    const verb = template[++i]!;
    if (verb === "%") {
      text += `${template.slice(last, i)}`;
      last = i + 1;
      continue;
    }
    if (used === args.length) continue;
    const shown = placeholder(verb, args[used], options);
    if (shown === undefined) continue;
    if (last !== i - 1) text += template.slice(last, i - 1);
    text += shown;
    last = i + 1;
    used++;
  }
  if (last < template.length) text += template.slice(last);
  return [text, used];
}

function placeholder(verb: string, value: unknown, options: InspectOptions | undefined): string | undefined {
  const separators = options?.numericSeparator ?? inspect.defaultOptions.numericSeparator ?? false;
  switch (verb) {
    case "s":
      return asString(value, options, separators);
    case "j":
      return asJson(value);
    case "d":
      if (typeof value === "bigint") return formatBigInt(plain, value, separators);
      return typeof value === "symbol" ? formatNumber(plain, NaN, separators) : formatNumber(plain, Number(value), separators);
    case "i":
      if (typeof value === "bigint") return formatBigInt(plain, value, separators);
      return formatNumber(plain, typeof value === "symbol" ? NaN : Number.parseInt(value as string), separators);
    case "f":
      return formatNumber(plain, typeof value === "symbol" ? NaN : Number.parseFloat(value as string), separators);
    case "O":
      return inspect(value, options);
    case "o":
      return inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 });
    case "c":
      return "";
    default:
      return undefined;
  }
}

function asString(value: unknown, options: InspectOptions | undefined, separators: boolean): string {
  if (typeof value === "number") return formatNumber(plain, value, separators);
  if (typeof value === "bigint") return formatBigInt(plain, value, separators);
  if (typeof value !== "object" || value === null || !hasBuiltInToString(value)) return String(value);
  return inspect(value, { ...options, depth: 0, colors: false, compact: 3 });
}

const BUILT_IN: Set<string> = new Set(Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z][a-zA-Z0-9]+$/.test(name)));

/** Whether `String(value)` would say nothing of the user's own. */
function hasBuiltInToString(value: object): boolean {
  const target = op_util_proxy_target(value);
  if (target === null) return true;
  let at: object | null = target ?? value;
  // Objects that turn themselves into a primitive are asked to.
  if (typeof (at as Record<symbol, unknown>)[Symbol.toPrimitive] === "function" && !(at instanceof Date)) return false;
  if (typeof (at as { toString?: unknown }).toString !== "function") return true;
  if (Object.hasOwn(at, "toString")) return false;
  if (isNativeError(at) && (at as Error).toString === Error.prototype.toString) return true;
  for (;;) {
    at = Object.getPrototypeOf(at) as object | null;
    if (at === null) return true;
    if (Object.hasOwn(at, "toString")) break;
  }
  const owner: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
  return typeof owner === "function" && BUILT_IN.has(owner.name);
}

function asJson(value: unknown): string {
  try {
    return String(JSON.stringify(value));
  } catch (error) {
    // A cycle prints a word; anything else is the caller's error.
    if (error instanceof TypeError && isCycle(error.message)) return "[Circular]";
    throw error;
  }
}

function isCycle(message: string): boolean {
  return message.includes("circular structure") || message.includes("cyclic structure");
}
