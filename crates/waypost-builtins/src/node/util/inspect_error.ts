// util.inspect: errors: their stack in V8's shape, name and class put right, causes shortened.

import { v8Stack } from "waypost-internal:internal/errors/stack";
import type { Context } from "waypost-internal:node/util/inspect";
import { prefixOf } from "waypost-internal:node/util/inspect_names";
import { isNativeError } from "waypost-internal:node/util/types";

/** What the engine puts on errors and Node does not have. */
const ENGINE_KEYS: Set<PropertyKey> = new Set(["line", "column", "sourceURL"]);

/** The text of an error up to its properties; changes `keys` to those still to be shown. */
export function formatError(context: Context, error: Error, constructor: string | null, tag: string, keys: PropertyKey[]): string {
  const name = error.name === undefined || error.name === null ? "Error" : String(error.name);
  let stack = stackOf(error);
  trimKeys(context, error, keys, stack);
  stack = putNameRight(stack, constructor, name, tag);
  const found = error.message ? stack.indexOf(error.message) : -1;
  const end = found === -1 ? 0 : found + error.message.length;
  const start = stack.indexOf("\n    at", end);
  if (start === -1) stack = `[${stack}]`;
  else stack = [stack.slice(0, start), ...framesOf(context, error, stack.slice(start + 1))].join("\n");
  if (context.indentation === 0) return stack;
  return stack.replaceAll("\n", `\n${" ".repeat(context.indentation)}`);
}

function stackOf(error: Error): string {
  const stack: unknown = error.stack;
  if (stack) return typeof stack === "string" ? v8Stack(error) : String(stack);
  return Error.prototype.toString.call(error);
}

function trimKeys(context: Context, error: Error, keys: PropertyKey[], stack: string): void {
  for (let i = keys.length - 1; i >= 0; i--) {
    if (ENGINE_KEYS.has(keys[i]!) && !Object.prototype.propertyIsEnumerable.call(error, keys[i]!)) keys.splice(i, 1);
  }
  if (!context.showHidden && keys.length !== 0) {
    for (const name of ["name", "message", "stack"] as const) {
      const index = keys.indexOf(name);
      const value: unknown = error[name];
      // What the stack says already is not said twice.
      if (index !== -1 && (typeof value !== "string" || stack.includes(value) || name === "stack")) keys.splice(index, 1);
    }
  }
  if ("cause" in error && !keys.includes("cause")) keys.push("cause");
  if (Array.isArray((error as { errors?: unknown }).errors) && !keys.includes("errors")) keys.push("errors");
}

/** Makes the first line name the class, where the stack was made by a parent class. */
function putNameRight(stack: string, constructor: string | null, name: string, tag: string): string {
  const length = name.length;
  const next = stack[length];
  const isRegular = name.endsWith("Error") && stack.startsWith(name) && (next === undefined || next === ":" || next === "\n");
  if (constructor !== null && !isRegular) return stack;
  if (constructor === null) {
    const start = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
    const fallback = start?.[1] ?? "";
    return `${prefixOf(constructor, tag, fallback || "Error").slice(0, -1)}${stack.slice(fallback.length)}`;
  }
  const full = prefixOf(constructor, tag, "Error").slice(0, -1);
  if (full === name) return stack;
  if (!full.includes(name)) return `${full} [${name}]${stack.slice(length)}`;
  return length === 0 ? `${full}: ${stack}` : `${full}${stack.slice(length)}`;
}

function framesOf(context: Context, error: Error, text: string): string[] {
  const frames = text.split("\n");
  const cause = causeOf(error);
  if (cause !== undefined) shorten(context, frames, cause);
  if (!context.colors) return frames;
  return frames.map((frame) => paintFrame(context, frame));
}

function causeOf(error: Error): Error | undefined {
  try {
    return isNativeError(error.cause) ? error.cause : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the frames that an error has in common with its cause. */
function shorten(context: Context, frames: string[], cause: Error): void {
  const stack = stackOf(cause);
  const start = stack.indexOf("\n    at");
  if (start === -1) return;
  const others = stack.slice(start + 1).split("\n");
  const { length, offset } = overlap(frames, others);
  if (length <= 3) return;
  const skipped = length - 2;
  frames.splice(offset + 1, skipped, context.stylize(`    ... ${skipped} lines matching cause stack trace ...`, "undefined"));
}

/** The first run of more than three frames that both stacks have. */
function overlap(frames: string[], others: string[]): { length: number; offset: number } {
  for (let i = 0; i < frames.length - 3; i++) {
    const at = others.indexOf(frames[i]!);
    if (at === -1) continue;
    const rest = others.length - at;
    if (rest <= 3) continue;
    let length = 1;
    const most = Math.min(frames.length - i, rest);
    while (length < most && frames[i + length] === others[at + length]) length++;
    if (length > 3) return { length, offset: i };
  }
  return { length: 0, offset: 0 };
}

/** Frames of the runtime are grey; the package's name in a path is underlined. */
function paintFrame(context: Context, frame: string): string {
  if (/\((?:node|waypost-internal):[^)]*\)|at (?:node|waypost-internal):/.test(frame)) return context.stylize(frame, "undefined");
  return frame.replace(/([/\\]node_modules[/\\])((?:@[^/\\]+[/\\])?[^/\\]+)(?=[/\\])/g, (_all, before: string, name: string) => {
    return `${before}${context.stylize(name, "module")}`;
  });
}
