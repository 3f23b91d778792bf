// node:path: what both flavours share: removing `.` and `..`, and `format`.

import { validateObject, validateString } from "waypost-internal:internal/validators/validators";
import { matchesGlob as matches } from "waypost-internal:node/path/glob_pattern";

/** The parts of a path. */
export interface ParsedPath {
  root: string;
  dir: string;
  base: string;
  ext: string;
  name: string;
}

/** The path without `.` and empty segments and with `..` applied; segments are split by `isSeparator`. */
export function withoutDots(path: string, allowAboveRoot: boolean, separator: string, isSeparator: (code: number) => boolean): string {
  const kept: string[] = [];
  for (const segment of segmentsOf(path, isSeparator)) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") kept.push(segment);
    else if (kept.length > 0 && kept[kept.length - 1] !== "..") kept.pop();
    else if (allowAboveRoot) kept.push("..");
  }
  return kept.join(separator);
}

function segmentsOf(path: string, isSeparator: (code: number) => boolean): string[] {
  const segments: string[] = [];
  let start = 0;
  for (let i = 0; i <= path.length; i++) {
    if (i < path.length && !isSeparator(path.charCodeAt(i))) continue;
    segments.push(path.slice(start, i));
    start = i + 1;
  }
  return segments;
}

/** `path.format` for one separator. */
export function formatPath(separator: string, parts: Partial<ParsedPath>): string {
  validateObject(parts, "pathObject");
  const dir = parts.dir || parts.root;
  const extension = parts.ext ? `${parts.ext[0] === "." ? "" : "."}${parts.ext}` : "";
  const base = parts.base || `${parts.name || ""}${extension}`;
  if (!dir) return base;
  return dir === parts.root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

/** The last segment between `start` and the end, without trailing separators; with its bounds. */
export function lastSegment(path: string, start: number, isSeparator: (code: number) => boolean): [number, number] {
  let end = path.length;
  while (end > start && isSeparator(path.charCodeAt(end - 1))) end--;
  let begin = end;
  while (begin > start && !isSeparator(path.charCodeAt(begin - 1))) begin--;
  return [begin, end];
}

/** The extension of a file name: from its last dot, unless the name starts there or is `..`. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || name === "..") return "";
  return name.slice(dot);
}

/** `base` without `suffix`, unless that is all of it. */
export function withoutSuffix(base: string, suffix: string | undefined): string {
  if (suffix === undefined || suffix === base || !base.endsWith(suffix)) return base;
  return base.slice(0, base.length - suffix.length);
}

/** `path.matchesGlob` for one separator. */
export function matchesGlobOf(isWindows: boolean): (path: string, pattern: string) => boolean {
  return function matchesGlob(path: string, pattern: string): boolean {
    validateString(path, "path");
    validateString(pattern, "pattern");
    return matches(path, pattern, isWindows);
  };
}
