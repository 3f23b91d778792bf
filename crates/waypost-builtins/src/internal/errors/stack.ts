// Stacks in the shape users know: `Error: text`, then `    at fn (file:line:column)`.
//
// The engine writes `fn@file:line:column` and no header. Everything that shows a stack goes through
// here; the loader registers how a place in a chunk is mapped to the user's file.

import { isNodeError } from "waypost-internal:internal/errors/errors";

/** A place in a source file; line and column count from 1. */
export interface Place {
  url: string;
  line: number;
  column: number;
}

type PlaceMapper = (place: Place) => Place | undefined;

let mapPlace: PlaceMapper | undefined;

/** Registers the mapping from chunks to the user's files. */
export function setPlaceMapper(mapper: PlaceMapper): void {
  mapPlace = mapper;
}

const FRAME = /^(?:(.*?)@)?(.*?)(?::(\d+):(\d+))?$/;
const UNNAMED: Set<string> = new Set(["", "global code", "module code", "eval code", "anonymous"]);

/** Frames of the engine as V8 writes them; text that has V8's shape already is kept. */
export function formatFrames(stack: string): string[] {
  const frames: string[] = [];
  for (const line of stack.split("\n")) {
    if (line === "") continue;
    frames.push(/^\s+at /.test(line) ? line : formatFrame(line));
  }
  return frames;
}

function formatFrame(line: string): string {
  const [, name = "", url = "", lineText, columnText] = FRAME.exec(line) ?? [];
  let where = url === "[native code]" || url === "" ? "<anonymous>" : url;
  if (lineText !== undefined) {
    const place = { url, line: Number(lineText), column: Number(columnText) };
    const mapped = mapPlace?.(place) ?? place;
    where = `${mapped.url}:${mapped.line}:${mapped.column}`;
  }
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
  const raw: unknown = error.stack;
  if (typeof raw !== "string" || raw === "") return stackHeader(error);
  if (V8_FRAME.test(raw)) return raw;
  if (!isEngineStack(raw)) return raw;
  return [stackHeader(error), ...formatFrames(raw)].join("\n");
}

const ENGINE_FRAME = /^(?:[^@\n]*@(?:\[native code\]|[^\n]*:\d+:\d+)|[^\s@][^\n]*:\d+:\d+|[^@\s]*@)$/;

/** Whether every line is a frame of the engine; a stack written by a user is left as it is. */
function isEngineStack(stack: string): boolean {
  return stack.split("\n").every((line) => line === "" || ENGINE_FRAME.test(line));
}
