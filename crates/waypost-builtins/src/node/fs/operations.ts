// The functions of node:fs whose three forms are alike.

import { codes } from "waypost-internal:internal/errors/errors";
import {
  validateBoolean,
  validateInteger,
  validateObject,
  validateUint32,
} from "waypost-internal:internal/validators/validators";
import { toFd, toFlags, toId, toMode, toOptions, toPath, toSeconds, encoded, type Path } from "waypost-internal:node/fs/check";
import { entriesOf, statFsOf, statsOf } from "waypost-internal:node/fs/stats";
import type { Operation } from "waypost-internal:node/fs/forms";
import { emitWarning } from "waypost-internal:node/process/warning";
import { join } from "waypost-internal:node/path/path";

const NOTHING: Record<string, unknown> = {};

function bag(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : NOTHING;
}

export const access: Operation = {
  name: "access",
  native: "access",
  prepare: ([path, mode]) => {
    const checked = toPath(path);
    const wanted = mode ?? 0;
    validateInteger(wanted, "mode", 0, 7);
    return [checked, wanted];
  },
};

export const chmod: Operation = {
  name: "chmod",
  native: "chmod",
  prepare: ([path, mode]) => [toPath(path), toMode(mode)],
};

function chownOf(name: string, ofLink: boolean): Operation {
  return {
    name,
    native: "chown",
    prepare: ([path, uid, gid]) => [toPath(path), toId(uid, "uid"), toId(gid, "gid"), ofLink],
  };
}
export const chown: Operation = chownOf("chown", false);
export const lchown: Operation = chownOf("lchown", true);

export const copyFile: Operation = {
  name: "copyFile",
  native: "copyFile",
  prepare: ([from, to, mode]) => {
    const source = toPath(from, "src");
    const target = toPath(to, "dest");
    const flags = mode ?? 0;
    validateInteger(flags, "mode", 0, 7);
    return [source, target, flags];
  },
};

export const link: Operation = {
  name: "link",
  native: "link",
  prepare: ([existing, path]) => [toPath(existing, "existingPath"), toPath(path, "newPath")],
};

export const symlink: Operation = {
  name: "symlink",
  native: "symlink",
  prepare: ([target, path, type]) => {
    if (type !== undefined && type !== null && !["dir", "file", "junction"].includes(type as string)) {
      throw new codes.ERR_INVALID_ARG_VALUE!("type", type, "must be one of: 'dir', 'file', 'junction', null, undefined");
    }
    return [toPath(target, "target"), toPath(path)];
  },
};

export const rename: Operation = {
  name: "rename",
  native: "rename",
  prepare: ([from, to]) => [toPath(from, "oldPath"), toPath(to, "newPath")],
};

export const unlink: Operation = { name: "unlink", native: "unlink", prepare: ([path]) => [toPath(path)] };

export const readlink: Operation = {
  name: "readlink",
  native: "readlink",
  prepare: ([path, options]) => {
    toOptions(options);
    return [toPath(path)];
  },
  finish: (target: Uint8Array, [, options]) => encoded(target, toOptions(options).encoding),
};

function realpathOf(isNative: boolean): Operation {
  return {
    name: "realpath",
    native: "realpath",
    prepare: ([path, options]) => {
      toOptions(options);
      return [toPath(path), isNative];
    },
    finish: (found: Uint8Array, [, options]) => encoded(found, toOptions(options).encoding),
  };
}
export const realpath: Operation = realpathOf(false);
export const realpathNative: Operation = realpathOf(true);

function lengthOf(value: unknown): number {
  const length = value === undefined ? 0 : value;
  validateInteger(length, "len");
  return Math.max(0, length);
}
export const truncate: Operation = {
  name: "truncate",
  native: "truncate",
  prepare: ([path, length]) => [toPath(path), lengthOf(length)],
};

function utimesOf(name: string, ofLink: boolean): Operation {
  return {
    name,
    native: "utimes",
    prepare: ([path, atime, mtime]) => [toPath(path), toSeconds(atime, "atime"), toSeconds(mtime, "mtime"), ofLink],
  };
}
export const utimes: Operation = utimesOf("utimes", false);
export const lutimes: Operation = utimesOf("lutimes", true);

function statOf(name: string, ofLink: boolean): Operation {
  return {
    name,
    native: "stat",
    prepare: ([path, options]) => [toPath(path), ofLink, bag(options).throwIfNoEntry === false],
    finish: (figures: Uint8Array | undefined, [, options]) =>
      figures === undefined ? undefined : statsOf(figures, bag(options).bigint === true),
  };
}
export const stat: Operation = statOf("stat", false);
export const lstat: Operation = statOf("lstat", true);

export const statfs: Operation = {
  name: "statfs",
  native: "statfs",
  prepare: ([path]) => [toPath(path)],
  finish: (figures: Uint8Array, [, options]) => statFsOf(figures, bag(options).bigint === true),
};

export const mkdir: Operation = {
  name: "mkdir",
  native: "mkdir",
  prepare: ([path, options]) => {
    const isMode = typeof options === "number" || typeof options === "string";
    const { recursive = false } = isMode ? {} : bag(options);
    const mode = isMode ? options : bag(options).mode;
    const checked = toPath(path);
    validateBoolean(recursive, "options.recursive");
    return [checked, toMode(mode, "mode", 0o777), recursive];
  },
  finish: (made: string | undefined) => made,
};

let hasWarnedOfX = false;

/** Some systems take an X at the end for a part of the pattern. */
function warnOfX(prefix: Path): void {
  const last = typeof prefix === "string" ? prefix.charCodeAt(prefix.length - 1) : prefix[prefix.length - 1];
  if (hasWarnedOfX || last !== 0x58) return;
  hasWarnedOfX = true;
  emitWarning("mkdtemp() templates ending with X are not portable. For details see: https://nodejs.org/api/fs.html");
}

export const mkdtemp: Operation = {
  name: "mkdtemp",
  native: "mkdtemp",
  prepare: ([prefix, options]) => {
    toOptions(options);
    const checked = toPath(prefix, "prefix");
    warnOfX(checked);
    return [checked];
  },
  finish: (path: Uint8Array, [, options]) => encoded(path, toOptions(options).encoding),
};

export const readdir: Operation = {
  name: "readdir",
  native: "readdir",
  prepare: ([path, options]) => {
    const { recursive } = toOptions(options);
    const checked = toPath(path);
    if (recursive !== undefined && recursive !== null) validateBoolean(recursive, "options.recursive");
    return [checked, recursive === true, false];
  },
  finish: (listing: Uint8Array, [path, options]) => entriesOf(listing, toPath(path), toOptions(options)),
};

/** What `rm` and `rmdir` take beside the path. */
function removal(options: unknown, name: string = "options"): Record<string, unknown> {
  if (options === undefined || options === null) return {};
  validateObject(options, name);
  const given = options as Record<string, unknown>;
  if (given.recursive !== undefined) validateBoolean(given.recursive, `${name}.recursive`);
  if (given.force !== undefined) validateBoolean(given.force, `${name}.force`);
  if (given.retryDelay !== undefined) validateInteger(given.retryDelay, `${name}.retryDelay`, 0, 2147483647);
  if (given.maxRetries !== undefined) validateUint32(given.maxRetries, `${name}.maxRetries`);
  return given;
}

export const rm: Operation = {
  name: "rm",
  native: "rm",
  prepare: ([path, options]) => {
    const checked = toPath(path);
    const { recursive, force, maxRetries, retryDelay } = removal(options);
    return [checked, recursive === true, force === true, (maxRetries ?? 0) as number, (retryDelay ?? 100) as number];
  },
};

export const rmdir: Operation = {
  name: "rmdir",
  native: "rmdir",
  prepare: ([path, options]) => {
    const checked = toPath(path);
    removal(options);
    return [checked];
  },
};

export const open: Operation = {
  name: "open",
  native: "open",
  prepare: ([path, flags, mode]) => [toPath(path), toFlags(flags), toMode(mode, "mode", 0o666)],
  finish: (fd: number) => fd,
};

export const close: Operation = { name: "close", native: "close", prepare: ([fd]) => [toFd(fd)] };
export const fsync: Operation = { name: "fsync", native: "fsync", prepare: ([fd]) => [toFd(fd)] };
export const fdatasync: Operation = { name: "fdatasync", native: "fdatasync", prepare: ([fd]) => [toFd(fd)] };
export const fchmod: Operation = { name: "fchmod", native: "fchmod", prepare: ([fd, mode]) => [toFd(fd), toMode(mode)] };
export const fchown: Operation = {
  name: "fchown",
  native: "fchown",
  prepare: ([fd, uid, gid]) => [toFd(fd), toId(uid, "uid"), toId(gid, "gid")],
};
export const ftruncate: Operation = {
  name: "ftruncate",
  native: "ftruncate",
  prepare: ([fd, length]) => [toFd(fd), lengthOf(length)],
};
export const futimes: Operation = {
  name: "futimes",
  native: "futimes",
  prepare: ([fd, atime, mtime]) => [toFd(fd), toSeconds(atime, "atime"), toSeconds(mtime, "mtime")],
};
export const fstat: Operation = {
  name: "fstat",
  native: "fstat",
  prepare: ([fd]) => [toFd(fd)],
  finish: (figures: Uint8Array, [, options]) => statsOf(figures, bag(options).bigint === true),
};

/** The path of an entry, for callers that list a directory. */
export function entryPath(folder: string, name: string): string {
  return join(folder, name);
}
