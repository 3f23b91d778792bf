// node:path/win32: drives, UNC roots, both separators.

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
import type { Path } from "waypost-internal:node/path/posix";
import { process } from "waypost-internal:node/process/process";

function isSeparator(code: number): boolean {
  return code === 47 || code === 92;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** The root of a path: its device (`C:`, `\\server\share`), its length, whether a separator follows. */
interface Root {
  device: string;
  length: number;
  isAbsolute: boolean;
}

const NO_ROOT: Root = { device: "", length: 0, isAbsolute: false };

function rootOf(path: string): Root {
  const first = path.charCodeAt(0);
  if (isSeparator(first)) {
    if (path.length > 1 && isSeparator(path.charCodeAt(1))) return uncRoot(path) ?? { device: "", length: 1, isAbsolute: true };
    return { device: "", length: 1, isAbsolute: true };
  }
  if (!isLetter(first) || path.charCodeAt(1) !== 58) return NO_ROOT;
  if (path.length > 2 && isSeparator(path.charCodeAt(2))) return { device: path.slice(0, 2), length: 3, isAbsolute: true };
  return { device: path.slice(0, 2), length: 2, isAbsolute: false };
}

/** `\\server\share\`; `undefined` when it is not complete. */
function uncRoot(path: string): Root | undefined {
  const match = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/.exec(path);
  if (match === null) return undefined;
  const [all, server, share] = match as unknown as [string, string, string];
  if (server === "." || server === "?") {
    // A device path: `\\.\PHYSICALDRIVE0`.
    const length = 4;
    return { device: `\\\\${server}`, length, isAbsolute: true };
  }
  const hasMore = all.length < path.length;
  return { device: `\\\\${server}\\${share}`, length: all.length + (hasMore ? 1 : 0), isAbsolute: true };
}

function resolve(...paths: string[]): string {
  let device = "";
  let tail = "";
  let isAbsolutePath = false;
  for (let i = paths.length - 1; i >= -1; i--) {
    let path: string;
    if (i >= 0) {
      path = paths[i]!;
      validateString(path, `paths[${i}]`);
      if (path.length === 0) continue;
    } else if (device.length === 0) path = process.cwd();
    else {
      path = process.env[`=${device}`] || process.cwd();
      if (path.slice(0, 2).toLowerCase() !== device.toLowerCase() && path.charCodeAt(2) === 92) path = `${device}\\`;
    }
    const root = rootOf(path);
    if (root.device.length > 0) {
      if (device.length > 0) {
        if (root.device.toLowerCase() !== device.toLowerCase()) continue;
      } else device = root.device;
    }
    if (isAbsolutePath) {
      if (device.length > 0) break;
    } else {
      tail = `${path.slice(root.length)}\\${tail}`;
      isAbsolutePath = root.isAbsolute;
      if (isAbsolutePath && device.length > 0) break;
    }
  }
  tail = withoutDots(tail, !isAbsolutePath, "\\", isSeparator);
  return isAbsolutePath ? `${device}\\${tail}` : `${device}${tail}` || ".";
}

function normalize(path: string): string {
  validateString(path, "path");
  if (path.length === 0) return ".";
  if (path.length === 1) return isSeparator(path.charCodeAt(0)) ? "\\" : path;
  const root = rootOf(path);
  if (root.device.startsWith("\\\\") && root.length >= path.length && !/^\\\\[.?]$/.test(root.device)) return `${root.device}\\`;
  let tail = root.length < path.length ? withoutDots(path.slice(root.length), !root.isAbsolute, "\\", isSeparator) : "";
  if (tail.length === 0 && !root.isAbsolute) tail = ".";
  if (tail.length > 0 && isSeparator(path.charCodeAt(path.length - 1))) tail += "\\";
  if (!root.isAbsolute && root.device === "" && path.includes(":")) tail = guardDrive(tail, path);
  return root.isAbsolute ? `${root.device}\\${tail}` : `${root.device}${tail}`;
}

/** A relative path must not become one with a drive by losing its dots. */
function guardDrive(tail: string, path: string): string {
  if (tail.length >= 2 && isLetter(tail.charCodeAt(0)) && tail.charCodeAt(1) === 58) return `.\\${tail}`;
  for (let colon = path.indexOf(":"); colon !== -1; colon = path.indexOf(":", colon + 1)) {
    if (colon === path.length - 1 || isSeparator(path.charCodeAt(colon + 1))) return `.\\${tail}`;
  }
  return tail;
}

function isAbsolute(path: string): boolean {
  validateString(path, "path");
  if (path.length === 0) return false;
  if (isSeparator(path.charCodeAt(0))) return true;
  return path.length > 2 && isLetter(path.charCodeAt(0)) && path.charCodeAt(1) === 58 && isSeparator(path.charCodeAt(2));
}

function join(...paths: string[]): string {
  const parts: string[] = [];
  for (const path of paths) {
    validateString(path, "path");
    if (path.length > 0) parts.push(path);
  }
  if (parts.length === 0) return ".";
  let joined = parts.join("\\");
  const first = parts[0]!;
  // Two separators at the start make a UNC path only when the first part says so itself.
  let slashes = 0;
  while (slashes < joined.length && isSeparator(joined.charCodeAt(slashes))) slashes++;
  const isUnc = /^[\\/]{2}(?:[^\\/]|$)/.test(first) && first.length > 1 && (first.length > 2 || parts.length === 1);
  if (!isUnc && slashes >= 2) joined = `\\${joined.slice(slashes)}`;
  // The name of a device with a colon is no folder that `..` could leave.
  if (joined.split("\\").some((part) => DEVICE.test(part))) return joined.replaceAll("/", "\\");
  return normalize(joined);
}

const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)[1-9\xb9\xb2\xb3]):/i;

function trimmed(path: string): string {
  let start = 0;
  let end = path.length;
  while (start < end && path.charCodeAt(start) === 92) start++;
  while (end - 1 > start && path.charCodeAt(end - 1) === 92) end--;
  return path.slice(start, end);
}

function relative(from: string, to: string): string {
  validateString(from, "from");
  validateString(to, "to");
  if (from === to) return "";
  const source = resolve(from);
  const target = resolve(to);
  if (source === target || source.toLowerCase() === target.toLowerCase()) return "";
  const here = trimmed(source).split("\\");
  const there = trimmed(target).split("\\");
  let common = 0;
  while (common < here.length && common < there.length && here[common]!.toLowerCase() === there[common]!.toLowerCase()) common++;
  // Another drive or server: no way leads there.
  if (common === 0) return target;
  return [...here.slice(common).filter((one) => one !== "").map(() => ".."), ...there.slice(common)].join("\\");
}

function toNamespacedPath(path: string): string {
  if (typeof path !== "string" || path.length === 0) return path;
  const resolved = resolve(path);
  if (resolved.length <= 2) return path;
  if (resolved.startsWith("\\\\")) {
    const code = resolved.charCodeAt(2);
    if (code !== 63 && code !== 46) return `\\\\?\\UNC\\${resolved.slice(2)}`;
  } else if (isLetter(resolved.charCodeAt(0)) && resolved.charCodeAt(1) === 58 && resolved.charCodeAt(2) === 92) {
    return `\\\\?\\${resolved}`;
  }
  return resolved;
}

/** How much of the start `dirname` and `parse` never take away. */
function rootLength(path: string): number {
  const root = rootOf(path);
  if (root.device.startsWith("\\\\") && /^\\\\[.?]$/.test(root.device)) return uncPlainLength(path);
  return root.length;
}

function uncPlainLength(path: string): number {
  const match = /^[\\/]{2}[^\\/]+[\\/]+[^\\/]+/.exec(path);
  if (match === null) return 1;
  return match[0].length + (match[0].length < path.length ? 1 : 0);
}

function dirname(path: string): string {
  validateString(path, "path");
  if (path.length === 0) return ".";
  if (path.length === 1) return isSeparator(path.charCodeAt(0)) ? path : ".";
  const root = rootLength(path);
  const end = lastSegment(path, root, isSeparator)[0] - 1;
  if (end < root) return root === 0 ? "." : path.slice(0, root);
  return path.slice(0, end);
}

function driveLength(path: string): number {
  return isLetter(path.charCodeAt(0)) && path.charCodeAt(1) === 58 ? 2 : 0;
}

function basename(path: string, suffix?: string): string {
  if (suffix !== undefined) validateString(suffix, "suffix");
  validateString(path, "path");
  const [begin, end] = lastSegment(path, driveLength(path), isSeparator);
  return suffix === path ? "" : withoutSuffix(path.slice(begin, end), suffix);
}

function extname(path: string): string {
  validateString(path, "path");
  const [begin, end] = lastSegment(path, driveLength(path), isSeparator);
  return extensionOf(path.slice(begin, end));
}

function parse(path: string): ParsedPath {
  validateString(path, "path");
  const length = rootLength(path);
  const root = path.slice(0, length);
  const [begin, end] = lastSegment(path, length, isSeparator);
  const base = path.slice(begin, end);
  const ext = extensionOf(base);
  const name = ext === "" ? base : base.slice(0, base.length - ext.length);
  const dir = begin > 0 && begin !== length ? path.slice(0, begin - 1) : root;
  return { root, dir, base, ext, name };
}

export const win32: Path & Record<string, unknown> = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format: (parts: Partial<ParsedPath>): string => formatPath("\\", parts),
  parse,
  matchesGlob: matchesGlobOf(true),
  sep: "\\",
  delimiter: ";",
};

export default win32;
