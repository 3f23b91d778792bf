// Glob patterns: braces, `**`, `*`, `?`, classes and `@(…)` and its kin, as minimatch reads them.
//
// `*` and `?` match no dot at the start of a name. Never here: the file system.

/** Any number of folders. */
export const GLOBSTAR: unique symbol = Symbol("**");

/** What one name of a path must be. */
export type Segment = string | RegExp | typeof GLOBSTAR;

/** Alternatives that braces may come to; more is a mistake, or an attack. */
const MOST_ALTERNATIVES = 10_000;

/** One alternative of a pattern. */
export interface Pattern {
  segments: Segment[];
  isAbsolute: boolean;
  /** Ends with a slash. */
  wantsFolder: boolean;
}

/** The patterns that one with braces stands for. */
export function patternsOf(text: string, isWindows: boolean): Pattern[] {
  const normal = isWindows ? text.replaceAll("\\", "/") : text;
  return braces(normal).map((one) => {
    const parts = one.split("/").filter((part) => part !== "" && part !== ".");
    const segments: Segment[] = [];
    for (const part of parts) {
      if (part === "**") {
        if (segments[segments.length - 1] !== GLOBSTAR) segments.push(GLOBSTAR);
      } else segments.push(segmentOf(part, isWindows));
    }
    return { segments, isAbsolute: one.startsWith("/"), wantsFolder: one.endsWith("/") && segments.length > 0 };
  });
}

/** Whether a path as a whole is what the pattern asks for. */
export function matchesGlob(path: string, pattern: string, isWindows: boolean): boolean {
  const normal = isWindows ? path.replaceAll("\\", "/") : path;
  const names = normal.split("/").filter((name) => name !== "" && name !== ".");
  return patternsOf(pattern, isWindows).some(
    ({ segments, isAbsolute }) => isAbsolute === normal.startsWith("/") && matchesFrom(names, 0, segments, 0),
  );
}

function matchesFrom(names: string[], at: number, segments: Segment[], index: number): boolean {
  if (index === segments.length) return at === names.length;
  const segment = segments[index]!;
  if (segment !== GLOBSTAR) return at < names.length && matchesName(segment, names[at]!) && matchesFrom(names, at + 1, segments, index + 1);
  for (let next = at; ; next++) {
    if (matchesFrom(names, next, segments, index + 1)) return true;
    if (next >= names.length || names[next]!.startsWith(".")) return false;
  }
}

export function matchesName(segment: string | RegExp, name: string): boolean {
  return typeof segment === "string" ? segment === name : segment.test(name);
}

/** `a{b,c}` as `ab` and `ac`, `{1..3}` as its numbers. */
function braces(text: string): string[] {
  const open = openBrace(text);
  if (open === undefined) return [text];
  const [start, end, parts] = open;
  const [before, after] = [text.slice(0, start), braces(text.slice(end + 1))];
  const found: string[] = [];
  for (const part of parts) {
    for (const middle of braces(part)) {
      for (const rest of after) {
        if (found.length >= MOST_ALTERNATIVES) return found;
        found.push(before + middle + rest);
      }
    }
  }
  return found;
}

/** The first brace with a comma or a range in it. */
function openBrace(text: string): [start: number, end: number, parts: string[]] | undefined {
  for (let start = text.indexOf("{"); start >= 0; start = text.indexOf("{", start + 1)) {
    if (text[start - 1] === "\\" || text[start - 1] === "$") continue;
    let depth = 0;
    let from = start + 1;
    const parts: string[] = [];
    for (let i = start; i < text.length; i++) {
      const c = text[i];
      if (c === "\\") i++;
      else if (c === "{") depth++;
      else if (c === "," && depth === 1) {
        parts.push(text.slice(from, i));
        from = i + 1;
      } else if (c === "}" && --depth === 0) {
        const last = text.slice(from, i);
        const range = parts.length === 0 ? rangeOf(last) : undefined;
        if (range !== undefined) return [start, i, range];
        if (parts.length > 0) return [start, i, [...parts, last]];
        break;
      }
    }
  }
  return undefined;
}

function rangeOf(text: string): string[] | undefined {
  const numbers = /^(-?\d{1,9})\.\.(-?\d{1,9})$/.exec(text);
  const letters = /^([a-zA-Z])\.\.([a-zA-Z])$/.exec(text);
  if (numbers === null && letters === null) return undefined;
  const value = (given: string): number => (numbers === null ? given.charCodeAt(0) : Number(given));
  const [first, last] = [value((numbers ?? letters)![1]!), value((numbers ?? letters)![2]!)];
  const count = Math.min(Math.abs(last - first) + 1, MOST_ALTERNATIVES);
  return Array.from({ length: count }, (_, i) => {
    const one = first < last ? first + i : first - i;
    return numbers === null ? String.fromCharCode(one) : String(one);
  });
}

function segmentOf(part: string, isWindows: boolean): Segment {
  if (!/[*?[\\]|[+@!]\(/.test(part)) return part;
  const isHidden = part.startsWith(".");
  return new RegExp(`^${isHidden ? "" : "(?!\\.)"}${source(part)}$`, isWindows ? "iu" : "u");
}

function escaped(c: string): string {
  return c.replace(/[$()*+./?[\\\]^{|}]/g, "\\$&");
}

/** The regular expression of a name. */
function source(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (text[i + 1] === "(" && "?*+@!".includes(c)) {
      const end = closing(text, i + 1);
      if (end !== undefined) {
        out += group(c, alternatives(text.slice(i + 2, end)), text.slice(end + 1));
        i = end;
        continue;
      }
    }
    if (c === "*") out += "[^/]*";
    else if (c === "?") out += "[^/]";
    else if (c === "\\") out += escaped(text[++i] ?? "\\");
    else if (c === "[") {
      const found = classAt(text, i);
      out += found?.[0] ?? "\\[";
      i = found?.[1] ?? i;
    } else out += escaped(c);
  }
  return out;
}

function group(kind: string, inner: string, rest: string): string {
  switch (kind) {
    case "!":
      return `(?:(?!(?:${inner})${source(rest)}$)[^/]*?)`;
    case "@":
      return `(?:${inner})`;
    default:
      return `(?:${inner})${kind}`;
  }
}

function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return i;
  }
  return undefined;
}

function alternatives(text: string): string {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "(") depth++;
    else if (text[i] === ")") depth--;
    else if (text[i] === "|" && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)].map(source).join("|");
}

/** `[a-z]` or `[!a-z]` at a place, and where it ends. */
function classAt(text: string, start: number): [source: string, end: number] | undefined {
  const isNegated = text[start + 1] === "!" || text[start + 1] === "^";
  const from = start + (isNegated ? 2 : 1);
  const end = text.indexOf("]", from + 1);
  if (end < 0) return undefined;
  const inner = text.slice(from, end).replace(/[\\\]^[&~|{}()/$.*+?]/g, "\\$&");
  return [`[${isNegated ? "^/" : ""}${inner}]`, end];
}
