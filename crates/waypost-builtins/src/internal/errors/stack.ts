// Stacks in the shape users know: `Error: text`, then `    at fn (file:line:column)`.
//
// The engine writes `fn@file:line:column` and no header, and its places are those of the bundled
// chunks. Everything that shows a stack goes through here: places become those of the user's
// files, and frames that are not the user's (builtins, the bundler's glue, the engine's own
// functions) are left out.

import { isObject, runtime } from "waypost-internal:internal/async_context/async_context";
import { isNodeError } from "waypost-internal:internal/errors/errors";
import { isChunk, sourcePlace } from "waypost-internal:internal/source_map/source_map";

/** A place in a source file; line and column count from 1. */
export interface Place {
  url: string;
  line: number;
  column: number;
}

const BUILTIN = "waypost-internal:";
const FRAME = /^(?:(.*?)@)?(.*?)(?::(\d+):(\d+))?$/;
const UNNAMED: Set<string> = new Set(["", "global code", "module code", "eval code", "anonymous"]);

/**
 * Frames of the engine as V8 writes them; text that has V8's shape already is kept. A stack of
 * which nothing is the user's is shown whole: it is all there is to find a defect by.
 */
export function formatFrames(stack: string): string[] {
  const lines = stack.split("\n").filter((line) => line !== "");
  const frames = lines.map((line) => (/^\s+at /.test(line) ? line : userFrame(line)));
  const shown = frames.filter((frame) => frame !== undefined);
  return shown.length > 0 ? shown : lines.map(rawFrame);
}

/** A frame in the user's code, or undefined. */
function userFrame(line: string): string | undefined {
  const [, name = "", url = "", lineText, columnText] = FRAME.exec(line) ?? [];
  if (lineText === undefined || url.startsWith(BUILTIN)) return undefined;
  const place = { url, line: Number(lineText), column: Number(columnText) };
  const shown = isChunk(url) ? sourcePlace(place) : place;
  return shown && frameText(name, `${shown.url}:${shown.line}:${shown.column}`);
}

/** A frame with the place that the engine gives. */
function rawFrame(line: string): string {
  const [, name = "", url = "", lineText, columnText] = FRAME.exec(line) ?? [];
  if (lineText === undefined) return frameText(name, "<anonymous>");
  return frameText(name, `${url}:${lineText}:${columnText}`);
}

function frameText(name: string, where: string): string {
  return UNNAMED.has(name) ? `    at ${where}` : `    at ${name} (${where})`;
}

/** The first line: name, `[code]` for Node's own errors, message. */
export function stackHeader(error: Error): string {
  const name = error.name === undefined ? "Error" : String(error.name);
  const message = error.message === undefined ? "" : String(error.message);
  const code = isNodeError(error) ? ` [${(error as Error & { code: string }).code}]` : "";
  if (message === "") return `${name}${code}`;
  return name === "" ? message : `${name}${code}: ${message}`;
}

const V8_FRAME = /(?:^|\n) {4}at /;

/** The whole stack of an error, as `error.stack` reads on Node. */
export function v8Stack(error: Error): string {
  runtime.E(error);
  const raw: unknown = error.stack;
  if (typeof raw !== "string" || raw === "") return stackHeader(error);
  if (V8_FRAME.test(raw)) return raw;
  if (!isEngineStack(raw)) return raw;
  return [stackHeader(error), ...formatFrames(withoutConstructors(error, raw))].join("\n");
}

/** V8 begins a stack where the error's constructor was called, the engine inside of it. */
function withoutConstructors(error: Error, raw: string): string {
  const names = constructorNames(error);
  let rest = raw;
  while (names.has(rest.slice(0, Math.max(rest.indexOf("@"), 0)))) rest = rest.slice(rest.indexOf("\n") + 1 || rest.length);
  return rest;
}

/** The classes of an error, but for the engine's own, which have no frames. */
function constructorNames(error: Error): Set<string> {
  const names = new Set<string>();
  let prototype: object | null = Object.getPrototypeOf(error);
  while (prototype !== null && prototype !== Error.prototype) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    if (typeof constructor === "function" && constructor.name !== "") names.add(constructor.name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return names;
}

const read = new WeakMap<object, { raw: string; shown: string }>();

/** A stack that code reads of an error, or of what `Error.captureStackTrace` was given; worded once. */
export function stackAsRead(owner: object, raw: string): string {
  if (raw === "" || !isObject(owner)) return raw;
  const known = read.get(owner);
  if (known !== undefined && known.raw === raw) return known.shown;
  const shown = v8Stack(owner as Error);
  read.set(owner, { raw, shown });
  return shown;
}

const ENGINE_FRAME = /^(?:[^@\n]*@(?:\[native code\]|[^\n]*:\d+:\d+)|[^\s@][^\n]*:\d+:\d+|[^@\s]*@)$/;

/** Whether every line is a frame of the engine; a stack written by a user is left as it is. */
function isEngineStack(stack: string): boolean {
  return stack.split("\n").every((line) => line === "" || ENGINE_FRAME.test(line));
}
