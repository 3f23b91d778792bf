// node:path/posix.

import { validateString } from "waypost-internal:internal/validators/validators";
import {
  extensionOf,
  formatPath,
  lastSegment,
  matchesGlobOf,
  withoutDots,
  withoutSuffix,
  type ParsedPath,
} from "waypost-internal:node/path/common";
import { process } from "waypost-internal:node/process/process";

const SLASH = 47;

function isSlash(code: number): boolean {
  return code === SLASH;
}

/** The functions of `node:path/posix`. */
export interface Path {
  resolve(...paths: string[]): string;
  normalize(path: string): string;
  isAbsolute(path: string): boolean;
  join(...paths: string[]): string;
  relative(from: string, to: string): string;
  toNamespacedPath(path: string): string;
  dirname(path: string): string;
  basename(path: string, suffix?: string): string;
  extname(path: string): string;
  format(parts: Partial<ParsedPath>): string;
  parse(path: string): ParsedPath;
  matchesGlob(path: string, pattern: string): boolean;
  sep: string;
  delimiter: string;
}

function resolve(...paths: string[]): string {
  let resolved = "";
  let isAbsolutePath = false;
  for (let i = paths.length - 1; i >= 0 && !isAbsolutePath; i--) {
    const path = paths[i]!;
    validateString(path, `paths[${i}]`);
    if (path.length === 0) continue;
    resolved = `${path}/${resolved}`;
    isAbsolutePath = path.charCodeAt(0) === SLASH;
  }
  if (!isAbsolutePath) {
    const cwd = process.cwd();
    resolved = `${cwd}/${resolved}`;
    isAbsolutePath = cwd.charCodeAt(0) === SLASH;
  }
  resolved = withoutDots(resolved, !isAbsolutePath, "/", isSlash);
  if (isAbsolutePath) return `/${resolved}`;
  return resolved.length > 0 ? resolved : ".";
}

function normalize(path: string): string {
  validateString(path, "path");
  if (path.length === 0) return ".";
  const isAbsolutePath = path.charCodeAt(0) === SLASH;
  const hasTrailing = path.charCodeAt(path.length - 1) === SLASH;
  let result = withoutDots(path, !isAbsolutePath, "/", isSlash);
  if (result.length === 0) {
    if (isAbsolutePath) return "/";
    return hasTrailing ? "./" : ".";
  }
  if (hasTrailing) result += "/";
  return isAbsolutePath ? `/${result}` : result;
}

function isAbsolute(path: string): boolean {
  validateString(path, "path");
  return path.charCodeAt(0) === SLASH;
}

function join(...paths: string[]): string {
  const parts: string[] = [];
  for (const path of paths) {
    validateString(path, "path");
    if (path.length > 0) parts.push(path);
  }
  return parts.length === 0 ? "." : normalize(parts.join("/"));
}

function relative(from: string, to: string): string {
  validateString(from, "from");
  validateString(to, "to");
  if (from === to) return "";
  const source = resolve(from);
  const target = resolve(to);
  if (source === target) return "";
  const here = source === "/" ? [] : source.slice(1).split("/");
  const there = target === "/" ? [] : target.slice(1).split("/");
  let common = 0;
  while (common < here.length && common < there.length && here[common] === there[common]) common++;
  return [...here.slice(common).map(() => ".."), ...there.slice(common)].join("/");
}

function dirname(path: string): string {
  validateString(path, "path");
  if (path.length === 0) return ".";
  const isAbsolutePath = path.charCodeAt(0) === SLASH;
  const [begin] = lastSegment(path, 0, isSlash);
  const end = begin - 1;
  if (end < 0) return isAbsolutePath ? "/" : ".";
  if (end === 0) return "/";
  return end === 1 && isAbsolutePath ? "//" : path.slice(0, end);
}

function basename(path: string, suffix?: string): string {
  if (suffix !== undefined) validateString(suffix, "suffix");
  validateString(path, "path");
  const [begin, end] = lastSegment(path, 0, isSlash);
  return suffix === path ? "" : withoutSuffix(path.slice(begin, end), suffix);
}

function extname(path: string): string {
  validateString(path, "path");
  const [begin, end] = lastSegment(path, 0, isSlash);
  return extensionOf(path.slice(begin, end));
}

function parse(path: string): ParsedPath {
  validateString(path, "path");
  const root = path.charCodeAt(0) === SLASH ? "/" : "";
  const [begin, end] = lastSegment(path, root.length, isSlash);
  const base = path.slice(begin, end);
  const ext = extensionOf(base);
  const name = ext === "" ? base : base.slice(0, base.length - ext.length);
  const dir = begin > root.length ? path.slice(0, begin - 1) : root;
  return { root, dir, base, ext, name };
}

export const posix: Path & Record<string, unknown> = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath: (path: string): string => path,
  dirname,
  basename,
  extname,
  format: (parts: Partial<ParsedPath>): string => formatPath("/", parts),
  parse,
  matchesGlob: matchesGlobOf(false),
  sep: "/",
  delimiter: ":",
};

export default posix;
