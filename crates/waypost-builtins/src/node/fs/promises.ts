// node:fs/promises.

import { codes } from "waypost-internal:internal/errors/errors";
import { toFlags, toMode, toPath } from "waypost-internal:node/fs/check";
import { later } from "waypost-internal:node/fs/call";
import * as constants from "waypost-internal:node/fs/constants";
import { cpPromise } from "waypost-internal:node/fs/copy_tree";
import { opendirPromise } from "waypost-internal:node/fs/dir";
import { FileHandle } from "waypost-internal:node/fs/file_handle";
import { promiseForm } from "waypost-internal:node/fs/forms";
import { globLater } from "waypost-internal:node/fs/glob";
import * as operations from "waypost-internal:node/fs/operations";
import { ReadStream } from "waypost-internal:node/fs/read_stream";
import { watchPromise } from "waypost-internal:node/fs/watch";
import { appendFilePromise, readFilePromise, writeFilePromise } from "waypost-internal:node/fs/whole_file";
import { WriteStream } from "waypost-internal:node/fs/write_stream";
import { createInterface } from "waypost-internal:node/readline/readline";

type Form = (...args: never[]) => unknown;

export const access: Form = promiseForm(operations.access);
export const appendFile: Form = appendFilePromise;
export const chmod: Form = promiseForm(operations.chmod);
export const chown: Form = promiseForm(operations.chown, 3);
export const copyFile: Form = promiseForm(operations.copyFile, 3);
export const cp: Form = cpPromise;
export const lchown: Form = promiseForm(operations.lchown, 3);
export const link: Form = promiseForm(operations.link);
export const lstat: Form = promiseForm(operations.lstat);
export const lutimes: Form = promiseForm(operations.lutimes, 3);
export const mkdir: Form = promiseForm(operations.mkdir);
export const mkdtemp: Form = promiseForm(operations.mkdtemp);
export const opendir: Form = opendirPromise;
export const readdir: Form = promiseForm(operations.readdir);
export const readFile: Form = readFilePromise;
export const readlink: Form = promiseForm(operations.readlink);
export const realpath: Form = promiseForm(operations.realpathNative);
export const rename: Form = promiseForm(operations.rename);
export const rm: Form = promiseForm(operations.rm);
export const rmdir: Form = promiseForm(operations.rmdir);
export const stat: Form = promiseForm(operations.stat);
export const statfs: Form = promiseForm(operations.statfs);
export const symlink: Form = promiseForm(operations.symlink, 3);
export const truncate: Form = promiseForm(operations.truncate);
export const unlink: Form = promiseForm(operations.unlink, 1);
export const utimes: Form = promiseForm(operations.utimes, 3);
export const watch: Form = watchPromise;
export const writeFile: Form = writeFilePromise;

/** Opens a file for its FileHandle. */
export async function open(path: unknown, flags?: unknown, mode?: unknown): Promise<FileHandle> {
  const checked = toPath(path);
  return new FileHandle((await later("open", checked, toFlags(flags), toMode(mode, "mode", 0o666))) as number);
}

/** The walk is loaded with the first pattern. */
export function glob(pattern: unknown, options?: unknown): AsyncGenerator<unknown, void, undefined> {
  return globLater(pattern, options);
}

export async function lchmod(): Promise<never> {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED!("lchmod()");
}

/** The streams and lines of a FileHandle. */
export function openReadStream(options: object): unknown {
  return new ReadStream(undefined, options);
}
export function openWriteStream(options: object): unknown {
  return new WriteStream(undefined, options);
}
export function openLines(input: unknown): unknown {
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

const promises: Record<string, unknown> = {
  access, appendFile, chmod, chown, constants: { ...constants }, copyFile, cp, glob, lchmod, lchown, link, lstat, lutimes, mkdir, mkdtemp,
  open, opendir, readFile, readdir, readlink, realpath, rename, rm, rmdir, stat, statfs, symlink, truncate, unlink, utimes, watch,
  writeFile,
};

export { constants };
export default promises;
