// fs.cp: copies a file or a tree. The walk is a generator of steps, which the sync form takes at once and the
// other forms wait for.

import { codes, type NodeError } from "waypost-internal:internal/errors/errors";
import { errnoOf } from "waypost-internal:internal/errors/system";
import { validateBoolean, validateFunction, validateInteger, validateObject } from "waypost-internal:internal/validators/validators";
import { dirname, isAbsolute, join, resolve, sep } from "waypost-internal:node/path/path";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { later, now, systemErrorWith, type Argument } from "waypost-internal:node/fs/call";
import { toPath, type Options } from "waypost-internal:node/fs/check";
import { entriesOf, statsOf } from "waypost-internal:node/fs/stats";

interface Known {
  dev: number;
  ino: number;
  mode: number;
  atimeMs: number;
  mtimeMs: number;
  isDirectory(): boolean;
  isFile(): boolean;
  isSymbolicLink(): boolean;
  isSocket(): boolean;
  isFIFO(): boolean;
}

/** A step of the walk: an operation, or the user's filter. */
type Step = [string, ...Argument[]] | (() => unknown);
type Walk<T = void> = Generator<Step, T, unknown>;

function refusal(code: string, beginning: string, name: string, path: string, message: string, dest?: string): NodeError {
  return systemErrorWith(code, beginning, {
    code: name, errno: errnoOf(name), syscall: "cp", path, message, ...(dest === undefined ? {} : { dest }),
  });
}

function checked(given: unknown): Options {
  if (given === undefined || given === null) return {};
  validateObject(given, "options");
  const options = given as Options;
  for (const name of ["dereference", "errorOnExist", "force", "preserveTimestamps", "recursive", "verbatimSymlinks"]) {
    if (name in options) validateBoolean(options[name], `options.${name}`);
  }
  if (options.mode !== undefined) validateInteger(options.mode, "options.mode", 0, 7);
  if (options.dereference === true && options.verbatimSymlinks === true) {
    throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR!("dereference", "verbatimSymlinks");
  }
  if (options.filter !== undefined) validateFunction(options.filter, "options.filter");
  return options;
}

function* statOf(path: string, ofLink: boolean, quiet: boolean): Walk<Known | undefined> {
  const figures = (yield ["stat", path, ofLink, quiet]) as Uint8Array | undefined;
  return figures === undefined ? undefined : (statsOf(figures, false) as Known);
}

function isSame(a: Known, b: Known | undefined): boolean {
  return b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/** Whether `child` lies in `parent`. */
function isBelow(parent: string, child: string): boolean {
  const parts = resolve(parent).split(sep).filter(Boolean);
  const others = resolve(child).split(sep).filter(Boolean);
  return parts.every((part, i) => others[i] === part);
}

function* copyOne(from: string, to: string, options: Options): Walk {
  if (typeof options.filter === "function") {
    const filter = options.filter as (from: string, to: string) => unknown;
    if (!(yield () => filter(from, to))) return;
  }
  const ofLink = options.dereference !== true;
  const source = (yield* statOf(from, ofLink, false))!;
  const target = yield* statOf(to, ofLink, true);
  check(from, to, source, target);
  if (source.isDirectory()) yield* checkParents(from, to, source);
  if (source.isDirectory() && options.recursive !== true) {
    throw refusal("ERR_FS_EISDIR", "Recursive option not enabled, cannot copy a directory", "EISDIR", from,
      `${from} is a directory (not copied)`);
  }
  if (source.isDirectory()) yield* copyFolder(from, to, source, target, options);
  else if (source.isSymbolicLink()) yield* copyLink(from, to, target, options);
  else if (source.isSocket()) throw refusal("ERR_FS_CP_SOCKET", "Cannot copy a socket file", "EINVAL", to, `cannot copy a socket file: ${to}`);
  else if (source.isFIFO()) throw refusal("ERR_FS_CP_FIFO_PIPE", "Cannot copy a FIFO pipe", "EINVAL", to, `cannot copy a FIFO pipe: ${to}`);
  else yield* copyPlain(from, to, source, target, options);
}

function check(from: string, to: string, source: Known, target: Known | undefined): void {
  if (isSame(source, target)) {
    throw refusal("ERR_FS_CP_EINVAL", "Invalid src or dest", "EINVAL", to, "src and dest cannot be the same");
  }
  if (target !== undefined && source.isDirectory() && !target.isDirectory()) {
    throw refusal("ERR_FS_CP_DIR_TO_NON_DIR", "Cannot overwrite non-directory with directory", "EISDIR", to,
      `cannot overwrite non-directory ${to} with directory ${from}`);
  }
  if (target !== undefined && !source.isDirectory() && target.isDirectory()) {
    throw refusal("ERR_FS_CP_NON_DIR_TO_DIR", "Cannot overwrite directory with non-directory", "ENOTDIR", to,
      `cannot overwrite directory ${to} with non-directory ${from}`);
  }
  if (source.isDirectory() && isBelow(from, to)) throw intoItself(from, to);
}

function intoItself(from: string, to: string): NodeError {
  return refusal("ERR_FS_CP_EINVAL", "Invalid src or dest", "EINVAL", to, `cannot copy ${from} to a subdirectory of self ${to}`);
}

/** A folder above the target may be a link to the source. */
function* checkParents(from: string, to: string, source: Known): Walk {
  const above = dirname(resolve(from));
  for (let folder = dirname(resolve(to)); folder !== above && folder !== dirname(folder); folder = dirname(folder)) {
    if (isSame(source, yield* statOf(folder, false, true))) throw intoItself(from, to);
  }
}

function* copyPlain(from: string, to: string, source: Known, target: Known | undefined, options: Options): Walk {
  if (target !== undefined) {
    if (options.force === false) {
      if (options.errorOnExist === true) throw exists(to);
      return;
    }
    yield ["unlink", to];
  }
  yield ["copyFile", from, to, (options.mode ?? 0) as number];
  if (options.preserveTimestamps === true) {
    // A file that cannot be written to cannot be given its times either.
    if ((source.mode & 0o200) === 0) yield ["chmod", to, source.mode | 0o200];
    yield ["utimes", to, source.atimeMs / 1000, source.mtimeMs / 1000, false];
  }
  yield ["chmod", to, source.mode & 0o7777];
}

function exists(to: string): NodeError {
  return refusal("ERR_FS_CP_EEXIST", "Target already exists", "EEXIST", to, `${to} already exists`);
}

function* copyFolder(from: string, to: string, source: Known, target: Known | undefined, options: Options): Walk {
  if (target === undefined) yield ["mkdir", to, 0o777, false];
  const names = entriesOf((yield ["readdir", from, false, false]) as Uint8Array, from, {}) as string[];
  for (const name of names) yield* copyOne(join(from, name), join(to, name), options);
  if (target === undefined) yield ["chmod", to, source.mode & 0o7777];
}

function* copyLink(from: string, to: string, target: Known | undefined, options: Options): Walk {
  let text = Buffer.from((yield ["readlink", from]) as Uint8Array).toString();
  if (options.verbatimSymlinks !== true && !isAbsolute(text)) text = resolve(dirname(from), text);
  if (target === undefined) {
    yield ["symlink", text, to];
    return;
  }
  if (!target.isSymbolicLink()) {
    // The system says that it is there.
    yield ["symlink", text, to];
    return;
  }
  const other = Buffer.from((yield ["readlink", to]) as Uint8Array).toString();
  const place = isAbsolute(other) ? other : resolve(dirname(to), other);
  const isFolder = (yield* statOf(from, false, true))?.isDirectory() === true;
  if (isFolder && isBelow(text, place)) throw intoItself(text, place);
  if (isFolder && isBelow(place, text)) {
    throw refusal("ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY", "Cannot overwrite symlink in subdirectory of self", "EINVAL", to,
      `cannot overwrite ${place} with ${text}`);
  }
  yield ["unlink", to];
  yield ["symlink", text, to];
}

function* copyTree(from: string, to: string, options: Options): Walk {
  yield ["mkdir", dirname(resolve(to)), 0o777, true];
  yield* copyOne(from, to, options);
}

function begin(from: unknown, to: unknown, given: unknown): Walk {
  const options = checked(given);
  const text = (path: unknown, name: string): string => {
    const value = toPath(path, name);
    return typeof value === "string" ? value : Buffer.from(value).toString();
  };
  return copyTree(text(from, "src"), text(to, "dest"), options);
}

export function cpSync(from: unknown, to: unknown, given?: unknown): void {
  const walk = begin(from, to, given);
  let value: unknown;
  for (let step = walk.next(); !step.done; step = walk.next(value)) {
    try {
      value = typeof step.value === "function" ? step.value() : now(...step.value);
    } catch (error) {
      walk.throw(error);
    }
    if (typeof value === "object" && value !== null && "then" in value) {
      throw new codes.ERR_INVALID_RETURN_VALUE!("boolean", "filter", value);
    }
  }
}

export function cpPromise(from: unknown, to: unknown, given?: unknown): Promise<void> {
  let walk: Walk;
  try {
    walk = begin(from, to, given);
  } catch (error) {
    return Promise.reject(error);
  }
  return finish(walk);
}

/** The form with a callback: what is wrong with its arguments is thrown. */
export function cpLater(from: unknown, to: unknown, given?: unknown): Promise<void> {
  return finish(begin(from, to, given));
}

async function finish(walk: Walk): Promise<void> {
  let value: unknown;
  for (let step = walk.next(); !step.done; step = walk.next(value)) {
    value = await (typeof step.value === "function" ? step.value() : later(...step.value));
  }
}
