// node:fs.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import { call, now, type Callback } from "waypost-internal:node/fs/call";
import { toCallback, toPath, toSeconds } from "waypost-internal:node/fs/check";
import * as constantsOfFs from "waypost-internal:node/fs/constants";
import { cpLater, cpSync } from "waypost-internal:node/fs/copy_tree";
import { Dir, opendir, opendirSync } from "waypost-internal:node/fs/dir";
import { callbackForm, syncForm } from "waypost-internal:node/fs/forms";
import { glob as globNow, globSync as globNowSync } from "waypost-internal:node/fs/glob";
import * as operations from "waypost-internal:node/fs/operations";
import promisesOfFs from "waypost-internal:node/fs/promises";
import { ReadStream } from "waypost-internal:node/fs/read_stream";
import { Dirent, Stats } from "waypost-internal:node/fs/stats";
import { read, readSync, readv, readvSync, write, writeSync, writev, writevSync } from "waypost-internal:node/fs/transfer";
import { unwatchFile, watch, watchFile } from "waypost-internal:node/fs/watch";
import { appendFile, appendFileSync, readFile, readFileSync, writeFile, writeFileSync } from "waypost-internal:node/fs/whole_file";
import { WriteStream } from "waypost-internal:node/fs/write_stream";
import { Blob } from "waypost-internal:web/blob/blob";
import { defineCustomPromisified } from "waypost-internal:node/util/promisify";

type Form = (...args: never[]) => unknown;

export const constants: Record<string, number> = Object.assign(Object.create(null) as object, constantsOfFs) as Record<string, number>;
export const { F_OK, R_OK, W_OK, X_OK } = constantsOfFs;

export const access: Form = callbackForm(operations.access);
export const accessSync: Form = syncForm(operations.access);
export const chmod: Form = callbackForm(operations.chmod);
export const chmodSync: Form = syncForm(operations.chmod);
export const chown: Form = callbackForm(operations.chown, 4);
export const chownSync: Form = syncForm(operations.chown, 3);
export const closeSync: Form = syncForm(operations.close, 1);
export const copyFile: Form = callbackForm(operations.copyFile, 4);
export const copyFileSync: Form = syncForm(operations.copyFile, 3);
export const fchmod: Form = callbackForm(operations.fchmod);
export const fchmodSync: Form = syncForm(operations.fchmod);
export const fchown: Form = callbackForm(operations.fchown, 4);
export const fchownSync: Form = syncForm(operations.fchown, 3);
export const fdatasync: Form = callbackForm(operations.fdatasync, 2);
export const fdatasyncSync: Form = syncForm(operations.fdatasync, 1);
export const fstat: Form = callbackForm(operations.fstat);
export const fstatSync: Form = syncForm(operations.fstat);
export const fsync: Form = callbackForm(operations.fsync, 2);
export const fsyncSync: Form = syncForm(operations.fsync, 1);
export const ftruncate: Form = callbackForm(operations.ftruncate);
export const ftruncateSync: Form = syncForm(operations.ftruncate);
export const futimes: Form = callbackForm(operations.futimes, 4);
export const futimesSync: Form = syncForm(operations.futimes, 3);
export const lchown: Form = callbackForm(operations.lchown, 4);
export const lchownSync: Form = syncForm(operations.lchown, 3);
export const link: Form = callbackForm(operations.link);
export const linkSync: Form = syncForm(operations.link);
export const lstat: Form = callbackForm(operations.lstat);
export const lstatSync: Form = syncForm(operations.lstat);
export const lutimes: Form = callbackForm(operations.lutimes, 4);
export const lutimesSync: Form = syncForm(operations.lutimes, 3);
export const mkdir: Form = callbackForm(operations.mkdir);
export const mkdirSync: Form = syncForm(operations.mkdir);
export const mkdtemp: Form = callbackForm(operations.mkdtemp);
export const mkdtempSync: Form = syncForm(operations.mkdtemp);
export const open: Form = callbackForm(operations.open, 4);
export const openSync: Form = syncForm(operations.open, 3);
export const readdir: Form = callbackForm(operations.readdir);
export const readdirSync: Form = syncForm(operations.readdir);
export const readlink: Form = callbackForm(operations.readlink);
export const readlinkSync: Form = syncForm(operations.readlink);
export const rename: Form = callbackForm(operations.rename);
export const renameSync: Form = syncForm(operations.rename);
export const rm: Form = callbackForm(operations.rm);
export const rmSync: Form = syncForm(operations.rm);
export const rmdir: Form = callbackForm(operations.rmdir);
export const rmdirSync: Form = syncForm(operations.rmdir);
export const stat: Form = callbackForm(operations.stat);
export const statSync: Form = syncForm(operations.stat);
export const statfs: Form = callbackForm(operations.statfs);
export const statfsSync: Form = syncForm(operations.statfs);
export const symlink: Form = callbackForm(operations.symlink, 4);
export const symlinkSync: Form = syncForm(operations.symlink, 3);
export const truncate: Form = callbackForm(operations.truncate);
export const truncateSync: Form = syncForm(operations.truncate);
export const unlink: Form = callbackForm(operations.unlink, 2);
export const unlinkSync: Form = syncForm(operations.unlink, 1);
export const utimes: Form = callbackForm(operations.utimes, 4);
export const utimesSync: Form = syncForm(operations.utimes, 3);

export const realpath: Form = Object.assign(callbackForm(operations.realpath), { native: callbackForm(operations.realpathNative) });
export const realpathSync: Form = Object.assign(syncForm(operations.realpath), { native: syncForm(operations.realpathNative) });

const closeForm = callbackForm(operations.close, 2) as (fd: unknown, callback: Callback) => void;

/** Without a callback an error is thrown from the event loop. */
export function close(fd: unknown, callback: unknown = throwIt): void {
  closeForm(fd, callback as Callback);
}

function throwIt(error: unknown): void {
  if (error) throw error;
}

export function existsSync(path: unknown): boolean {
  try {
    return now("exists", toPath(path)) as boolean;
  } catch {
    return false;
  }
}

export function exists(path: unknown, callback: unknown): void {
  const given = toCallback(callback) as unknown as (found: boolean) => void;
  let checked;
  try {
    checked = toPath(path);
  } catch {
    return void given(false);
  }
  call("exists", [checked], (_error, found) => given(found === true));
}
defineCustomPromisified(exists, "exists", (path: unknown): Promise<boolean> => new Promise((resolve) => exists(path, resolve)));

export function cp(from: unknown, to: unknown, given: unknown, last?: unknown): void {
  const callback = toCallback(typeof given === "function" ? given : last);
  const copied = cpLater(from, to, typeof given === "function" ? undefined : given);
  copied.then(() => callback(null), callback);
}

export function createReadStream(path: unknown, options?: unknown): unknown {
  return new ReadStream(path, options);
}
export function createWriteStream(path: unknown, options?: unknown): unknown {
  return new WriteStream(path, options);
}

/** A Blob of a file: its bytes are read now. */
export async function openAsBlob(path: unknown, options: { type?: string } = {}): Promise<Blob> {
  const bytes = (await (promisesOfFs.readFile as (path: unknown) => Promise<Uint8Array>)(path)) as Uint8Array;
  return new Blob([bytes] as never, { type: options.type ?? "" } as never) as unknown as Blob;
}

/** Links have no permissions of their own but on macOS. */
export const lchmod: undefined = undefined;
export const lchmodSync: undefined = undefined;

/** Times by seconds, as `utimes` takes them. */
export function _toUnixTimestamp(time: unknown): number {
  return toSeconds(time);
}

export {
  appendFile, appendFileSync, cpSync, Dir, Dirent, opendir, opendirSync, read, readFile, readFileSync, ReadStream, readSync,
  readv, readvSync, Stats, unwatchFile, watch, watchFile, write, writeFile, writeFileSync, WriteStream, writeSync, writev, writevSync,
  promisesOfFs as promises, ReadStream as FileReadStream, WriteStream as FileWriteStream,
};

/** The walk is loaded with the first pattern. */
export function glob(pattern: unknown, options: unknown, callback?: unknown): void {
  globNow(pattern, options, callback);
}
export function globSync(pattern: unknown, options?: unknown): unknown[] {
  return globNowSync(pattern, options);
}

/** What `require("fs")` gives: packages patch its members. */
const fs: Record<string, unknown> = lazyMembers(
  {
    F_OK, R_OK, W_OK, X_OK, access, accessSync, chmod, chmodSync, chown, chownSync, close, closeSync, constants, copyFile,
    copyFileSync, cp, createReadStream, createWriteStream, exists, existsSync, fchmod, fchmodSync, fchown, fchownSync, fdatasync,
    fdatasyncSync, fstat, fstatSync, fsync, fsyncSync, ftruncate, ftruncateSync, futimes, futimesSync, glob, globSync, lchmod,
    lchmodSync, lchown, lchownSync, link, linkSync, lstat, lstatSync, lutimes, lutimesSync, mkdir, mkdirSync, mkdtemp, mkdtempSync,
    open, openAsBlob, openSync, readdir, readdirSync, readlink, readlinkSync, realpath, realpathSync, rename, renameSync, rm, rmdir,
    rmdirSync, rmSync, stat, statfs, statfsSync, statSync, symlink, symlinkSync, truncate, truncateSync, unlink, unlinkSync, utimes,
    utimesSync, _toUnixTimestamp,
  },
  {
    appendFile: () => appendFile,
    appendFileSync: () => appendFileSync,
    cpSync: () => cpSync,
    Dir: () => Dir,
    Dirent: () => Dirent,
    FileReadStream: () => ReadStream,
    FileWriteStream: () => WriteStream,
    opendir: () => opendir,
    opendirSync: () => opendirSync,
    promises: () => promisesOfFs,
    read: () => read,
    readFile: () => readFile,
    readFileSync: () => readFileSync,
    ReadStream: () => ReadStream,
    readSync: () => readSync,
    readv: () => readv,
    readvSync: () => readvSync,
    Stats: () => Stats,
    unwatchFile: () => unwatchFile,
    watch: () => watch,
    watchFile: () => watchFile,
    write: () => write,
    writeFile: () => writeFile,
    writeFileSync: () => writeFileSync,
    WriteStream: () => WriteStream,
    writeSync: () => writeSync,
    writev: () => writev,
    writevSync: () => writevSync,
  },
);

export default fs;
