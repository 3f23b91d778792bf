// node:assert: the source text of a call, for the message of `assert(x)`.
//
// The stack says where the call was made; the text is read from the file. Where there is none (a deployed image has no
// sources) there is no text. Never here: an error of its own.

import { readFileSync } from "waypost-internal:node/fs/fs";
import { fileURLToPath } from "waypost-internal:node/url/url";

/** Lines that one call may have, after which only its first is shown. */
const MOST_LINES = 40;
/** Characters that the name of what is called may have. */
const MOST_CALLEE = 200;
/** Files beyond this many bytes are not read for a message. */
const MOST_BYTES = 4 << 20;
/** What stands before a module of CommonJS, on its first line. */
const WRAPPER = "(function(exports,require,module,__filename,__dirname,$r,$w){";
const PLACE = /\(?([^()\s][^()]*):(\d+):(\d+)\)?$/;

/** The call at the first of `frames`, written as in V8's stacks; undefined where it cannot be read. */
export function sourceOfCall(frames: string[]): string | undefined {
  const [, file, line, column] = PLACE.exec(frames[0]?.replace(/^\s+at (?:.* \()?/, "") ?? "") ?? [];
  if (file === undefined) return undefined;
  try {
    const text = readFileSync(file.startsWith("file:") ? fileURLToPath(file) : file, "utf8") as string;
    if (text.length > MOST_BYTES) return undefined;
    return callAt(text.split("\n"), Number(line) - 1, Number(column) - 1);
  } catch {
    return undefined;
  }
}

/** The expression around a place in it: what is called, and the arguments. */
function callAt(lines: string[], line: number, column: number): string | undefined {
  const first = lines[line];
  if (first === undefined) return undefined;
  // A module of CommonJS begins within the head of its function.
  const shift = line === 0 && column > first.length ? WRAPPER.length : 0;
  const open = first.indexOf("(", Math.max(0, column - shift));
  if (open < 0) return undefined;
  const start = startOfCallee(first, open);
  const text = [first.slice(start), ...lines.slice(line + 1, line + MOST_LINES)].join("\n");
  const end = endOfCall(text, open - start);
  if (end === undefined) return first.slice(start).trimEnd();
  const indentation = /^\s*/.exec(first)![0];
  const call = text.slice(0, end).split("\n");
  return call.map((one) => (one.startsWith(indentation) ? one.slice(indentation.length) : one)).join("\n  ");
}

/** Where `a.b['c']` begins that ends before `open`. */
function startOfCallee(line: string, open: number): number {
  const callee = /[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\s*\??\.\s*[\p{ID_Start}$_#][\p{ID_Continue}$]*|(?:\?\.)?\[(?:"[^"\\]*"|'[^'\\]*'|\d+)\])*\s*(?:\?\.)?$/u;
  // A long line may have much before it.
  const from = Math.max(0, open - MOST_CALLEE);
  const found = callee.exec(line.slice(from, open));
  return found === null ? open : from + found.index;
}

/** Where the bracket at `open` is closed; texts, templates and comments are stepped over. */
function endOfCall(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i]!;
    if (c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") {
      if (--depth === 0) return i + 1;
    } else if (c === '"' || c === "'" || c === "`") i = endOfText(text, i, c);
    else if (c === "/" && (text[i + 1] === "/" || text[i + 1] === "*")) {
      const end = text[i + 1] === "/" ? text.indexOf("\n", i) : text.indexOf("*/", i + 2);
      if (end < 0) return undefined;
      i = end;
    } else if (c === "/" && /[(,=:[!&|?{};\n]\s*$/.test(text.slice(Math.max(0, i - MOST_CALLEE), i))) i = endOfPattern(text, i);
  }
  return undefined;
}

function endOfText(text: string, start: number, quote: string): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i;
    else if (quote === "`" && text[i] === "$" && text[i + 1] === "{") i = (endOfCall(text, i + 1) ?? text.length) - 1;
  }
  return text.length;
}

function endOfPattern(text: string, start: number): number {
  let isClass = false;
  for (let i = start + 1; i < text.length && text[i] !== "\n"; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "[") isClass = true;
    else if (text[i] === "]") isClass = false;
    else if (text[i] === "/" && !isClass) return i;
  }
  return start;
}
